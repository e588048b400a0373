package dev.jackstaff.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Figures;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.model.User;
import dev.jackstaff.model.Variant;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The results of an experiment by a database, compared with a count by hand. */
abstract class ResultsContract {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final Flag BUTTON =
      Flag.builder("button")
          .type(FlagType.EXPERIMENT)
          .enabled(true)
          .variant(Variant.of("control", 50))
          .variant(Variant.of("it's green", 25))
          .variant(Variant.of("blue", 25))
          .build();
  private static final VariantWeights ARMS = VariantWeights.of(BUTTON);

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private DataSource source;
  private DatabaseExposures sink;

  abstract DataSource source();

  /** The name of a schema that does not exist yet, or null where there are none. */
  @Nullable String schema() {
    return "shop";
  }

  @BeforeEach
  void open() {
    source = source();
    sink = sink();
  }

  private DatabaseExposures sink() {
    return DatabaseExposures.builder(source).createTables(true).clock(now::get).build();
  }

  private static Exposure exposure(String subject, String variant, Instant at) {
    return new Exposure("button", "button", subject, variant, ARMS.weights(), at);
  }

  private static Conversion conversion(String subject, String event, Instant at, double amount) {
    OptionalDouble value = amount == 0 ? OptionalDouble.empty() : OptionalDouble.of(amount);
    return new Conversion(UUID.randomUUID(), event, subject, at, value);
  }

  private ExperimentResults results() throws SQLException {
    return sink.results().count(ARMS, AnalysisSettings.DEFAULT);
  }

  @Test
  void results_ofAHundredThousandUsers_areWhatIsCountedByHand() throws SQLException {
    List<HandCount.Visitor> visitors = visit(new SplittableRandom(7));
    ExperimentResults results = results();
    assertEquals(2, results.metrics().size());
    for (Metric metric : results.metrics()) {
      Map<String, double[]> outcomes = HandCount.outcomes(ARMS, visitors, metric.amounts());
      for (VariantCount count : metric.variants()) {
        double[] all = outcomes.get(count.variant());
        assertEquals(all.length, count.users());
        assertEquals(HandCount.mean(all), count.mean(), 1e-9);
      }
      for (Comparison comparison : metric.comparisons()) {
        HandCount.compare(outcomes, comparison);
      }
      assertSql(metric);
    }
    assertFalse(results.ratio().isWrong());
    assertEquals(0, results.crossed());
    Figures.record("%s", results.metrics().get(0).comparisons());
  }

  /** Through all of it: requests, the evidence thread, the outbox, the database. */
  @Test
  void results_ofAHundredThousandRequests_areWhatTheirUsersSawAndDid() throws SQLException {
    SplittableRandom random = new SplittableRandom(23);
    List<HandCount.Visitor> visitors = new ArrayList<>();
    FeatureFlags features =
        FeatureFlags.builder(FlagSet.of(BUTTON)).clock(now::get).recentUsersBytes(0).build();
    Experiments experiments = Experiments.builder(features).sink(sink).attach();
    for (int i = 0; i < 100_000; i++) {
      visitors.add(request(features, User.of("user:" + i), random));
      if (i % 4000 == 3999) {
        assertTrue(experiments.flush(Await.LONG));
      }
    }
    assertEquals(0, experiments.dropped() + features.evidence().dropped());
    ExperimentResults results = results();
    assertEquals(2, results.metrics().size());
    for (Metric metric : results.metrics()) {
      Map<String, double[]> outcomes = HandCount.outcomes(ARMS, visitors, metric.amounts());
      for (VariantCount count : metric.variants()) {
        assertEquals(outcomes.get(count.variant()).length, count.users());
        assertEquals(HandCount.mean(outcomes.get(count.variant())), count.mean(), 1e-9);
      }
      metric.comparisons().forEach(comparison -> HandCount.compare(outcomes, comparison));
    }
    assertTrue(results.metrics().get(0).comparisons().get(0).isClear());
    assertFalse(results.ratio().isWrong());
    Figures.record("%s", results.metrics().get(0).comparisons());
    features.close();
  }

  private static HandCount.Visitor request(
      FeatureFlags features, User user, SplittableRandom random) {
    HandCount.Visitor visitor = new HandCount.Visitor();
    Evaluation evaluation = features.integration().begin(user, Map.of());
    visitor.variant = evaluation.variant("button", "");
    features.integration().finish(evaluation, 200, null, Duration.ZERO);
    double rate = visitor.variant.equals("it's green") ? 0.07 : 0.05;
    while (random.nextDouble() < rate) {
      double amount = Math.round(random.nextDouble(1, 200) * 100) / 100.0;
      features.track(user, "purchase");
      features.track(user, "revenue", amount);
      visitor.bought = true;
      visitor.spent += amount;
    }
    return visitor;
  }

  private List<HandCount.Visitor> visit(SplittableRandom random) throws SQLException {
    List<HandCount.Visitor> visitors = new ArrayList<>();
    for (int block = 0; block < 20; block++) {
      List<Exposure> exposures = new ArrayList<>();
      List<Conversion> conversions = new ArrayList<>();
      for (int i = 0; i < 5000; i++) {
        HandCount.Visitor visitor = new HandCount.Visitor();
        String subject = "user:" + visitors.size();
        int draw = random.nextInt(4);
        visitor.variant = ARMS.names().get(Math.max(0, draw - 1));
        visitor.first = START.plusSeconds(visitors.size());
        exposures.add(exposure(subject, visitor.variant, visitor.first));
        act(visitor, subject, conversions, random);
        visitors.add(visitor);
      }
      sink.write(exposures, conversions);
    }
    return visitors;
  }

  private static void act(
      HandCount.Visitor visitor,
      String subject,
      List<Conversion> conversions,
      SplittableRandom random) {
    double rate = visitor.variant.equals("it's green") ? 0.07 : 0.05;
    if (random.nextDouble() < 0.02) {
      // Before it saw anything: does not count.
      conversions.add(conversion(subject, "purchase", visitor.first.minusSeconds(60), 0));
    }
    while (random.nextDouble() < rate) {
      Instant at = visitor.first.plusSeconds(random.nextInt(100_000));
      double amount = Math.round(random.nextDouble(1, 200) * 100) / 100.0;
      conversions.add(conversion(subject, "purchase", at, 0));
      conversions.add(conversion(subject, "revenue", at, amount));
      visitor.bought = true;
      visitor.spent += amount;
    }
  }

  /**
   * Raises a share from 10 % to 50 % on the day on which everybody begins to buy more: each day is
   * compared on its own, by hand, and the days are weighted by their users.
   */
  @Test
  void results_ofTwoShares_areWhatIsCountedByHandOfEach() throws SQLException {
    VariantWeights arms =
        VariantWeights.of(Flag.builder("raised").type(FlagType.EXPERIMENT).percentage(50).build());
    SplittableRandom random = new SplittableRandom(11);
    double users = 0;
    double conversions = 0;
    double difference = 0;
    double apart = 0;
    double alike = 0;
    for (double share : new double[] {0.1, 0.5}) {
      double rate = share == 0.1 ? 0.02 : 0.2;
      double[][] groups = day(random, share, rate);
      double[] off = groups[0];
      double[] on = groups[1];
      double n = off.length + on.length;
      double both = (HandCount.mean(off) * off.length + HandCount.mean(on) * on.length) / n;
      users += n;
      conversions += HandCount.conversions(on) + HandCount.conversions(off);
      difference += n * (HandCount.mean(on) - HandCount.mean(off));
      apart +=
          n
              * n
              * (HandCount.error(on, HandCount.mean(on))
                  + HandCount.error(off, HandCount.mean(off)));
      alike +=
          n
              * n
              * (HandCount.squares(on, both) + HandCount.squares(off, both))
              / (n - 1)
              * (1.0 / on.length + 1.0 / off.length);
    }
    Metric metric = sink.results().count(arms, AnalysisSettings.DEFAULT).metrics().get(0);
    Comparison on = metric.comparisons().get(0);
    assertEquals(40_000, users);
    assertEquals(difference / users, on.difference().value(), 1e-9);
    double v = Math.max(apart, alike) / users / users;
    double half = HandCount.half(v, conversions, 0.05);
    assertEquals(difference / users - half, on.difference().low(), 1e-9);
    assertEquals(difference / users + half, on.difference().high(), 1e-9);
    assertFalse(on.isClear(), on::toString);
    double shown = metric.variants().get(1).mean() - metric.variants().get(0).mean();
    assertEquals(shown, on.difference().value(), 1e-12, "the table says what the sentence says");
    assertSql(metric);
  }

  /** 20,000 users, who buy as often with the flag as without; outcomes without it, and with it. */
  private double[][] day(SplittableRandom random, double share, double rate) throws SQLException {
    String split = "{\"off\":" + (100 - 100 * share) + ",\"on\":" + 100 * share + "}";
    List<Exposure> exposures = new ArrayList<>();
    List<Conversion> conversions = new ArrayList<>();
    List<List<Double>> outcomes = List.of(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < 20_000; i++) {
      String subject = "user:" + share + ":" + i;
      int on = random.nextDouble() < share ? 1 : 0;
      boolean buys = random.nextDouble() < rate;
      exposures.add(
          new Exposure("raised", "raised", subject, on == 1 ? "on" : "off", split, START));
      if (buys) {
        conversions.add(conversion(subject, "purchase", START.plusSeconds(5), 0));
      }
      outcomes.get(on).add(buys ? 1.0 : 0.0);
    }
    sink.write(exposures, conversions);
    return outcomes.stream()
        .map(list -> list.stream().mapToDouble(Double::doubleValue).toArray())
        .toArray(double[][]::new);
  }

  /** The query that is shown to people says the same. */
  private void assertSql(Metric metric) throws SQLException {
    int rows = 0;
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(metric.sql())) {
      while (row.next()) {
        rows++;
        String variant = row.getString("variant");
        VariantCount count =
            metric.variants().stream()
                .filter(v -> v.variant().equals(variant))
                .findFirst()
                .orElseThrow();
        assertEquals(count.users(), row.getLong("users"));
        assertEquals(count.conversions(), row.getLong("conversions"));
        assertEquals(count.mean(), row.getDouble("mean"), 1e-9);
        for (Comparison comparison : metric.comparisons()) {
          if (comparison.variant().equals(variant) && comparison.difference().hasInterval()) {
            assertEquals(comparison.difference().value(), row.getDouble("difference"), 1e-9);
            assertEquals(comparison.difference().low(), row.getDouble("low"), 1e-9);
            assertEquals(comparison.difference().high(), row.getDouble("high"), 1e-9);
            assertEquals(comparison.chance(), row.getDouble("chance"), 1e-9);
            assertEquals(comparison.lift().value(), row.getDouble("lift"), 1e-9);
            assertEquals(comparison.lift().low(), row.getDouble("lift_low"), 1e-9);
            assertEquals(comparison.lift().high(), row.getDouble("lift_high"), 1e-9);
          }
        }
      }
    }
    assertEquals(metric.variants().size(), rows);
  }

  /** Two nodes, and a batch that is sent again since its answer was lost. */
  @Test
  void batch_thatComesTwice_countsOnce_withTheEarlierTime() throws SQLException {
    DatabaseExposures other = sink();
    Conversion bought = conversion("anna", "purchase", START.plusSeconds(10), 0);
    sink.write(List.of(exposure("anna", "control", START.plusSeconds(20))), List.of(bought));
    assertEquals(0, results().metrics().get(0).variants().get(0).conversions());
    other.write(List.of(exposure("anna", "control", START.plusSeconds(5))), List.of(bought));
    sink.write(List.of(exposure("anna", "control", START.plusSeconds(30))), List.of(bought));
    VariantCount control = results().metrics().get(0).variants().get(0);
    assertEquals(new VariantCount("control", 1, 1, 1.0), control);
  }

  @Test
  void subject_thatSawTwoVariants_countsForTheFirst() throws SQLException {
    sink.write(
        List.of(exposure("anna", "blue", START.plusSeconds(1)), exposure("anna", "control", START)),
        List.of());
    ExperimentResults results = results();
    assertEquals(1, results.crossed());
    assertEquals(1, results.metrics().get(0).variants().get(0).users());
    assertEquals(0, results.metrics().get(0).variants().get(2).users());
  }

  private int users() throws SQLException {
    return (int) results().metrics().get(0).variants().get(0).users();
  }

  /** The database's clock, of rows that were written before. */
  private void writeAged(DatabaseExposures writer, int... days) throws SQLException {
    for (int age : days) {
      Instant at = Instant.now().minus(Duration.ofDays(age));
      writer.write(
          List.of(exposure("user:" + age, "control", at)),
          List.of(conversion("user:" + age, "purchase", at, 0)));
    }
  }

  @Test
  void retention_removesWhatIsOlderThanTheNewestRowOfADay_byTheDatabasesClock()
      throws SQLException {
    writeAged(sink, 95, 88, 2, 0);
    assertEquals(4, users());
    sink().idle();
    assertEquals(3, users());
    assertEquals(3, results().metrics().get(0).variants().get(0).conversions());
  }

  /** One node, or all and the database: nobody has lived through the time that passed. */
  @Test
  void clockThatJumpedAhead_removesNothing() throws SQLException {
    now.set(Instant.now().plus(Duration.ofDays(91)));
    writeAged(sink, 5, 3, -91, -120);
    sink().idle();
    assertEquals(4, users());
    DatabaseExposures other = sink();
    run("DELETE FROM feature_flag_exposures", "DELETE FROM feature_flag_conversions");
    // As after a jump of the database's own clock by 91 days: all that was known is that old.
    writeAged(other, 95, 93, 92, 0);
    sink().idle();
    assertEquals(4, users());
  }

  private void run(String... statements) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Test
  void groups_thatDoNotFitTheWeights_areSaid() throws SQLException {
    List<Exposure> exposures = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      exposures.add(exposure("user:" + i, ARMS.names().get(i % 3), START));
    }
    sink.write(exposures, List.of());
    assertTrue(results().ratio().isWrong());
  }

  @Test
  void key_isTheSameOnAllNodes() throws SQLException {
    assertArrayEquals(sink.key(), sink().key());
  }

  @Test
  void tables_mayHaveOtherNamesAndAnotherSchema() throws SQLException {
    DatabaseExposures.Builder builder =
        DatabaseExposures.builder(source).createTables(true).table("Toggles").clock(now::get);
    String schema = schema();
    if (schema != null) {
      run("CREATE SCHEMA " + schema);
      builder.schema(schema);
    }
    DatabaseExposures own = builder.build();
    own.write(List.of(exposure("anna", "control", START)), List.of());
    Metric metric = own.results().count(ARMS, AnalysisSettings.DEFAULT).metrics().get(0);
    assertEquals(1, metric.variants().get(0).users());
    assertTrue(metric.sql().contains("Toggle_exposures"), metric.sql());
  }

  /** Counts the statements that are made on its connections. */
  private DataSource counted(AtomicInteger statements) {
    return (DataSource)
        Proxy.newProxyInstance(
            DataSource.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, args) -> counted(source.getConnection(), statements));
  }

  private static Connection counted(Connection connection, AtomicInteger statements) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, args) -> {
              if (method.getName().equals("prepareStatement")) {
                statements.incrementAndGet();
              }
              try {
                return method.invoke(connection, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void results_thatManyLookAt_areCountedOnce_untilTenSecondsHavePassed() throws SQLException {
    AtomicInteger statements = new AtomicInteger();
    DatabaseExposures looked =
        DatabaseExposures.builder(counted(statements)).createTables(true).clock(now::get).build();
    sink.write(
        List.of(exposure("anna", "control", START)),
        List.of(conversion("anna", "purchase", START, 0), conversion("anna", "visit", START, 0)));
    ExperimentResults first = looked.results().results(ARMS, AnalysisSettings.DEFAULT);
    // The events, the periods, two events, and those who saw more than one variant.
    assertEquals(5, statements.get());
    sink.write(List.of(exposure("bob", "control", START)), List.of());
    for (int i = 0; i < 1000; i++) {
      assertSame(first, looked.results().results(ARMS, AnalysisSettings.DEFAULT));
    }
    now.set(START.plusMillis(9_999));
    assertSame(first, looked.results().results(ARMS, AnalysisSettings.DEFAULT));
    assertEquals(5, statements.get());
    now.set(START.plusSeconds(10));
    VariantCount control =
        looked.results().results(ARMS, AnalysisSettings.DEFAULT).metrics().get(0).variants().get(0);
    assertEquals(2, control.users());
    assertEquals(10, statements.get());
    Flag other = BUTTON.toBuilder().salt("anew").build();
    assertEquals(
        0,
        looked
            .results()
            .results(VariantWeights.of(other), AnalysisSettings.DEFAULT)
            .metrics()
            .get(0)
            .variants()
            .get(0)
            .users());
    assertEquals(15, statements.get(), "another definition is another experiment");
  }

  /** A share that was raised for three days and lowered again, with users that change over. */
  @Test
  void fileOfJsonLines_givesTheSameNumbers(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("exposures.jsonl");
    JsonLinesExposures lines = new JsonLinesExposures(file, now::get);
    RaisedShare rows = RaisedShare.of(new SplittableRandom(5), 1000);
    rows.write(sink);
    rows.write(lines);
    lines.write(rows.exposures().subList(0, 10), rows.conversions().subList(0, 10));
    now.set(RaisedShare.START.plus(Duration.ofDays(9)));
    AnalysisSettings hours = AnalysisSettings.DEFAULT.withConversionWindow(Duration.ofHours(3));
    for (AnalysisSettings settings :
        List.of(AnalysisSettings.DEFAULT, hours, AnalysisSettings.DEFAULT.withCapQuantile(1))) {
      ExperimentResults ofTables = sink.results().count(RaisedShare.ARMS, settings);
      SameResults.check(ofTables, lines.results().count(RaisedShare.ARMS, settings));
      for (Metric metric : ofTables.metrics()) {
        assertSql(metric);
      }
    }
    assertEquals(csv(sink), csv(lines));
    lines.close();
  }

  private static String csv(ExposureSink of) throws Exception {
    StringBuilder text = new StringBuilder();
    RawData data = new RawData(text);
    data.exposures(ResultSource.of(of), RaisedShare.ARMS);
    data.conversions(ResultSource.of(of), RaisedShare.ARMS);
    return text.toString();
  }
}
