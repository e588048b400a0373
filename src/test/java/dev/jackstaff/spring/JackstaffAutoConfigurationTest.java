package dev.jackstaff.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.RequestListener;
import dev.jackstaff.Scope;
import dev.jackstaff.experiment.ExperimentResults;
import dev.jackstaff.experiment.Experiments;
import dev.jackstaff.experiment.Exposure;
import dev.jackstaff.experiment.ExposureSink;
import dev.jackstaff.guard.GuardListener;
import dev.jackstaff.guard.GuardVerdict;
import dev.jackstaff.guard.RolloutGuard;
import dev.jackstaff.hygiene.UsageLog;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import dev.jackstaff.store.FileFlagStore;
import dev.jackstaff.store.FlagStore;
import dev.jackstaff.store.StoreStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.task.TaskDecorator;

/**
 * The auto-configuration of an application without servlets; those with servlets are run by src/it.
 */
final class JackstaffAutoConfigurationTest {
  @TempDir private Path directory;

  private static AnnotationConfigApplicationContext start(
      Map<String, Object> properties, Consumer<AnnotationConfigApplicationContext> beans) {
    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("t", properties));
    beans.accept(context);
    context.register(JackstaffAutoConfiguration.class);
    context.refresh();
    return context;
  }

  private static AnnotationConfigApplicationContext start(Map<String, Object> properties) {
    return start(properties, context -> {});
  }

  private Path document(String text) throws Exception {
    return Files.writeString(directory.resolve("flags.json"), text);
  }

  @Test
  void engine_followsAFile_andEndsWithTheApplication() throws Exception {
    Path file = Files.writeString(directory.resolve("followed.json"), "{\"new_search\": true}");
    FeatureFlags features;
    try (var context = start(Map.of("jackstaff.flags", file.toUri().toString()))) {
      features = context.getBean(FeatureFlags.class);
      assertTrue(features.isEnabled("new_search", null));
      assertTrue(features.store().orElseThrow() instanceof FileFlagStore);
      assertTrue(isFollowed(file));
    }
    assertFalse(isFollowed(file));
  }

  private static boolean isFollowed(Path file) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("jackstaff-file-" + file.getFileName()));
  }

  @Test
  void flagsInCode_takeTheFilesPlace() {
    FlagSet set = FlagSet.of(Flag.on("in_code"));
    try (var context = start(Map.of(), c -> c.registerBean(FlagSet.class, () -> set))) {
      assertEquals(List.of("in_code"), context.getBean(FeatureFlags.class).names());
    }
  }

  @Test
  void store_ofTheApplication_isClosedByTheApplicationAlone() throws Exception {
    List<String> closed = new ArrayList<>();
    FileFlagStore file = FileFlagStore.watching(document("{\"new_search\": true}"));
    FlagStore store = new Counted(file, closed);
    try (var context = start(Map.of(), c -> c.registerBean(FlagStore.class, () -> store))) {
      assertEquals(List.of("new_search"), context.getBean(FeatureFlags.class).names());
      context.getBean(FeatureFlags.class).close();
      assertEquals(List.of(), closed);
    }
    assertEquals(List.of("closed"), closed);
  }

  /** Says when it is closed. */
  private record Counted(FlagStore store, List<String> closed) implements FlagStore {
    @Override
    public FlagSet flags() {
      return store.flags();
    }

    @Override
    public Watch watch(Consumer<FlagSet> listener) {
      return store.watch(listener);
    }

    @Override
    public StoreStatus status() {
      return store.status();
    }

    @Override
    public void close() {
      closed.add("closed");
      store.close();
    }
  }

  @Test
  void engine_ofTheApplication_takesTheOthersPlace() {
    try (FeatureFlags own = FeatureFlags.of(FlagSet.of(Flag.on("mine")));
        var context = start(Map.of(), c -> c.registerBean(FeatureFlags.class, () -> own))) {
      assertSame(own, context.getBean(FeatureFlags.class));
    }
  }

  @Test
  void listenerBean_isToldOfRequests() {
    List<Integer> told = new ArrayList<>();
    RequestListener listener = request -> told.add(request.status());
    try (var context =
        start(
            Map.of(),
            c -> {
              c.registerBean(FlagSet.class, () -> FlagSet.of(Flag.on("new_search")));
              c.registerBean(RequestListener.class, () -> listener);
            })) {
      FeatureFlags features = context.getBean(FeatureFlags.class);
      features
          .integration()
          .finish(
              features.integration().begin(User.anonymous(), Map.of()), 200, null, Duration.ZERO);
      assertEquals(List.of(200), told);
    }
  }

  @Test
  void task_takesTheFlagsAlong_unlessTheApplicationDecoratesItsTasksItself() {
    FlagSet set = FlagSet.of(Flag.on("new_search"));
    try (var context = start(Map.of(), c -> c.registerBean(FlagSet.class, () -> set))) {
      List<Boolean> seen = new ArrayList<>();
      Scope scope = Flags.bind(context.getBean(FeatureFlags.class).evaluate(User.anonymous()));
      Runnable task =
          context.getBean(TaskDecorator.class).decorate(() -> seen.add(Flags.on("new_search")));
      scope.close();
      task.run();
      assertEquals(List.of(true), seen);
    }
    TaskDecorator own = task -> task;
    try (var context =
        start(
            Map.of(),
            c -> {
              c.registerBean(FlagSet.class, () -> set);
              c.registerBean(TaskDecorator.class, () -> own);
            })) {
      assertSame(own, context.getBean(TaskDecorator.class));
    }
  }

  private static Map<String, Object> with(Path file, String... more) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("jackstaff.flags", file.toUri().toString());
    for (int i = 0; i < more.length; i += 2) {
      properties.put("jackstaff." + more[i], more[i + 1]);
    }
    return properties;
  }

  @Test
  void guard_isAttached_unlessItIsSwitchedOff() throws Exception {
    Path file = document("{\"new_search\": {\"percentage\": 5, \"guard\": {\"errors\": true}}}");
    try (var context = start(with(file))) {
      RolloutGuard guard =
          context
              .getBean(FeatureFlags.class)
              .integration()
              .attachment(RolloutGuard.class)
              .orElseThrow();
      assertTrue(guard.state("new_search").isPresent());
    }
    try (var context = start(with(file, "guard", "off"))) {
      assertTrue(
          context
              .getBean(FeatureFlags.class)
              .integration()
              .attachment(RolloutGuard.class)
              .isEmpty());
    }
  }

  @Test
  void usage_isCountedIfTheFlagsAreInADatabase_orIfItIsSaid() throws Exception {
    Path file = document("{\"new_search\": true}");
    try (var context = start(with(file))) {
      assertTrue(
          context.getBean(FeatureFlags.class).integration().attachment(UsageLog.class).isEmpty());
    }
    try (var context = start(with(file, "usage", "true"))) {
      assertTrue(
          context.getBean(FeatureFlags.class).integration().attachment(UsageLog.class).isPresent());
    }
  }

  @Test
  void guardOfTheApplication_staysTheOnlyOne() {
    try (FeatureFlags own = FeatureFlags.of(FlagSet.of(Flag.on("mine")))) {
      RolloutGuard guard = RolloutGuard.attach(own);
      try (var context = start(Map.of(), c -> c.registerBean(FeatureFlags.class, () -> own))) {
        assertSame(
            guard,
            context
                .getBean(FeatureFlags.class)
                .integration()
                .attachment(RolloutGuard.class)
                .orElseThrow());
      }
    }
  }

  @Test
  void guardListenerBean_hearsOfAlarms() throws Exception {
    Path file = document("{\"new_search\": {\"percentage\": 50, \"guard\": {\"errors\": true}}}");
    List<GuardVerdict> heard = new ArrayList<>();
    GuardListener listener = heard::add;
    try (var context =
        start(with(file), c -> c.registerBean(GuardListener.class, () -> listener))) {
      FeatureFlags features = context.getBean(FeatureFlags.class);
      for (int i = 0; i < 200; i++) {
        Evaluation evaluation = features.integration().begin(User.of("user:" + i), Map.of());
        int status = evaluation.isOn("new_search") ? 500 : 200;
        features.integration().finish(evaluation, status, null, Duration.ZERO);
      }
      assertTrue(features.evidence().flush(Await.LONG));
      features.integration().attachment(RolloutGuard.class).orElseThrow().look();
      assertEquals("new_search", heard.get(0).flag());
    }
  }

  private static final String EXPERIMENT =
      "{\"button\": {\"type\": \"experiment\", \"percentage\": 50}}";

  private static void visit(FeatureFlags features) {
    Evaluation evaluation = features.integration().begin(User.of("anna"), Map.of());
    evaluation.isOn("button");
    features.integration().finish(evaluation, 200, null, Duration.ZERO);
    features.track(User.of("anna"), "purchase");
    Experiments experiments = features.integration().attachment(Experiments.class).orElseThrow();
    assertTrue(experiments.flush(Await.LONG));
  }

  @Test
  void experiments_goToAFile_andToBeansThatListen() throws Exception {
    Path lines = directory.resolve("the exposures.jsonl");
    List<Exposure> heard = new ArrayList<>();
    ExposureSink sink = (exposures, conversions) -> heard.addAll(exposures);
    try (var context =
        start(
            with(document(EXPERIMENT), "experiments", lines.toUri().toString()),
            c -> c.registerBean(ExposureSink.class, () -> sink))) {
      visit(context.getBean(FeatureFlags.class));
    }
    assertEquals(2, Files.readAllLines(lines).size());
    assertEquals(1, heard.size());
  }

  @Test
  void experiments_goToTheApplicationsDatabase() throws Exception {
    JdbcDataSource pool = new JdbcDataSource();
    pool.setURL("jdbc:h2:mem:boot" + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
    try (var context =
        start(
            with(document(EXPERIMENT), "experiments", "datasource", "retention", "30d"),
            c -> c.registerBean(DataSource.class, () -> pool))) {
      FeatureFlags features = context.getBean(FeatureFlags.class);
      visit(features);
      Flag button = features.definitions().find("button").orElseThrow();
      ExperimentResults results =
          features
              .integration()
              .attachment(Experiments.class)
              .orElseThrow()
              .results(button)
              .orElseThrow();
      assertEquals("purchase", results.metrics().get(0).event());
    }
  }

  @Test
  void withoutExperiments_nobodyListens() throws Exception {
    try (var context = start(with(document(EXPERIMENT)))) {
      FeatureFlags features = context.getBean(FeatureFlags.class);
      assertTrue(features.integration().attachment(Experiments.class).isEmpty());
      assertFalse(features.integration().isObserved());
    }
  }

  @Test
  void experimentsThatGoNowhere_areRefused_withWhatWouldBeRight() throws Exception {
    Path file = document(EXPERIMENT);
    assertEquals(
        "jackstaff.experiments: 'here' should be file:…, jdbc:…, jndi:…, datasource or datasource:BEAN",
        refusal(with(file, "experiments", "here")));
    assertEquals(
        "jackstaff.experiments: the application has no DataSource, or several of which none is"
            + " primary; datasource:BEAN names one",
        refusal(with(file, "experiments", "datasource")));
    assertEquals(
        "jackstaff.retention: must be over 0, was PT-24H",
        refusal(with(file, "experiments", "jdbc:h2:mem:x", "retention", "-1d")));
    assertEquals(
        "jackstaff.retention: is for jackstaff.experiments",
        refusal(with(file, "retention", "9d")));
  }

  @Test
  void notEnabled_thereIsNothing() {
    try (var context = start(Map.of("jackstaff.enabled", "false"))) {
      assertEquals(0, context.getBeanNamesForType(FeatureFlags.class).length);
    }
  }

  @Test
  void flagsThatAreNowhere_areRefused_withWhatWouldBeRight() {
    assertEquals(
        "jackstaff.flags: there is no classpath:flags.json; put flags.json into"
            + " src/main/resources, or name another place: classpath:…, file:…, https:…, http:…, jdbc:…, jndi:…, datasource, datasource:BEAN or another resource of Spring",
        refusal(Map.of()));
    assertEquals(
        "jackstaff.flags: the application has no DataSource, or several of which none is primary;"
            + " datasource:BEAN names one",
        refusal(Map.of("jackstaff.flags", "datasource")));
    assertEquals(
        """
        jackstaff.flags: the application has no DataSource 'shop': No bean named 'shop' available
        jackstaff.experiments: the application has no DataSource, or several of which none is \
        primary; datasource:BEAN names one""",
        refusal(
            Map.of("jackstaff.flags", "datasource:shop", "jackstaff.experiments", "datasource")));
  }

  private static JdbcDataSource database() {
    JdbcDataSource pool = new JdbcDataSource();
    pool.setURL("jdbc:h2:mem:boot" + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
    return pool;
  }

  private static List<String> namesIn(DataSource pool, String... more) {
    Map<String, Object> properties = new HashMap<>(Map.of("jackstaff.flags", "datasource"));
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    try (var context = start(properties, c -> c.registerBean(DataSource.class, () -> pool))) {
      return context.getBean(FeatureFlags.class).names();
    }
  }

  @Test
  void emptyDatabase_isFilledWithTheInitialFlags_once() throws Exception {
    Path file = document("{\"new_search\": true, \"new_checkout\": false}");
    JdbcDataSource pool = database();
    String initial = file.toUri().toString();
    List<String> both = List.of("new_checkout", "new_search");
    assertEquals(both, namesIn(pool, "jackstaff.initial", initial));
    assertEquals(both, namesIn(pool), "they are in the database now");
    Files.writeString(file, "{\"another\": true}");
    assertEquals(both, namesIn(pool, "jackstaff.initial", initial), "it is not empty");
  }

  @Test
  void emptyDatabase_withoutInitialFlags_staysEmpty() {
    assertEquals(List.of(), namesIn(database()));
  }

  @Test
  void initialFlagsThatAreNowhere_areRefused() {
    assertEquals(
        "jackstaff.initial: there is no classpath:none.json",
        refusal(Map.of("jackstaff.initial", "classpath:none.json")));
  }

  @Test
  void missingFile_isCreatedWithTheInitialFlags_ifTheyAreNamed() throws Exception {
    Path initial = document("{\"new_search\": true}");
    Path file = directory.resolve("created.json");
    Map<String, Object> properties =
        Map.of(
            "jackstaff.flags", file.toUri().toString(),
            "jackstaff.initial", initial.toUri().toString());
    try (var context = start(properties)) {
      FeatureFlags features = context.getBean(FeatureFlags.class);
      assertEquals(List.of("new_search"), features.names());
      assertTrue(features.store().orElseThrow() instanceof FileFlagStore);
    }
    Files.writeString(file, "{\"changed\": true}");
    try (var context = start(properties)) {
      assertEquals(List.of("changed"), context.getBean(FeatureFlags.class).names());
    }
  }

  private static String refusal(Map<String, Object> properties) {
    Throwable cause = assertThrows(RuntimeException.class, () -> start(properties));
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage();
  }
}
