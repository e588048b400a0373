package dev.jackstaff.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.hygiene.References;
import dev.jackstaff.hygiene.UsageLog;
import dev.jackstaff.hygiene.WrittenReferences;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import dev.jackstaff.store.JdbcFlagStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verdicts of {@code refs} on flags in a database that counts their use. */
final class RefsVerdictsTest {
  private final String url = "jdbc:h2:mem:refs" + System.nanoTime() + ";DB_CLOSE_DELAY=-1";
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path source;

  @BeforeEach
  void writeSource(@TempDir Path place) throws IOException {
    source = Files.writeString(place.resolve("page.jsp"), "launched rollout base ${gone}\n");
  }

  private int refs(String... more) {
    String[] args = new String[more.length + 4];
    List.of("refs", "--flags", url, source.toString()).toArray(args);
    System.arraycopy(more, 0, args, 4, more.length);
    return Tools.run(new PrintWriter(out), new PrintWriter(err), args);
  }

  /** Three weeks of traffic, up to now. */
  private void fill() {
    Instant[] now = {Instant.now().minus(Duration.ofDays(50))};
    FlagSet flags =
        FlagSet.of(
            Flag.on("launched"),
            Flag.percentage("rollout", 50),
            Flag.on("base"),
            Flag.builder("forgotten").requires("base").build());
    JdbcFlagStore store =
        JdbcFlagStore.builder(url).createTables(true).initial(flags).clock(() -> now[0]).build();
    try (FeatureFlags features = FeatureFlags.builder(store).clock(() -> now[0]).build()) {
      UsageLog log = UsageLog.builder(features).interval(Duration.ofDays(1)).attach();
      for (int day = 0; day < 20; day++) {
        now[0] = Instant.now().minus(Duration.ofDays(19 - day));
        Evaluation evaluation = features.integration().begin(User.of("ann"), Map.of());
        List.of("launched", "rollout", "base", "nowhere").forEach(evaluation::isOn);
        features.integration().finish(evaluation, 200, null, Duration.ZERO);
      }
      assertTrue(log.flush(Duration.ofSeconds(20)));
    }
  }

  @Test
  void refs_ofADatabase_knowsTheAgeAndUseOfItsFlags() {
    fill();
    assertEquals(0, refs(), err::toString);
    String said = out.toString();
    assertTrue(said.contains("one-sided: launched has returned on to everybody since"), said);
    assertTrue(
        said.contains(
            "remove launched --keep on --flags " + url.replaceAll(";.*", "") + " --write src"),
        said);
    assertTrue(said.contains("old: rollout is 50 days old"), said);
    assertTrue(said.contains("unused: forgotten has not been checked since"), said);
    assertTrue(said.contains("unreferenced: forgotten is defined"), said);
    assertTrue(
        said.contains("one-sided: base has returned on to everybody")
            && said.contains("; it stays, since it is required by forgotten"),
        said);
    assertTrue(said.contains("undefined: nowhere is checked but not defined (20 times"), said);
    assertEquals("", err.toString());
  }

  @Test
  void failOn_goesByTheSameTable_andNotByWhatIsHeld() {
    fill();
    for (String verdict : List.of("one-sided", "unused", "old", "unreferenced", "undefined")) {
      assertEquals(Tools.FOUND, refs("--fail-on", verdict), verdict);
    }
    assertEquals(0, refs("--fail-on", "expired"));
    assertEquals(0, refs("--fail-on", "old", "--lifetime", "release=60"));
    assertEquals(Tools.FAILED, refs("--fail-on", "stale"));
    assertTrue(err.toString().contains("one-sided"), err.toString());
  }

  @Test
  void json_isReadByTheConsole() {
    fill();
    refs("--format", "json");
    byte[] json = out.toString().getBytes(StandardCharsets.UTF_8);
    References read = WrittenReferences.read(json, "references.json");
    assertEquals(List.of("base", "launched", "rollout"), List.copyOf(read.byFlag().keySet()));
    assertEquals(source + ":1", read.of("launched").get(0).place());
    assertTrue(out.toString().contains("\"held\": [\"required\"]"), out.toString());
  }

  @Test
  void databaseWithoutUsage_isReadAllTheSame_andSaysSo() throws Exception {
    fill();
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.execute("DROP TABLE feature_flag_usage");
    }
    assertEquals(0, refs(), err::toString);
    assertTrue(err.toString().startsWith("the usage of flags is unknown: "), err.toString());
    assertFalse(out.toString().contains("one-sided"), out.toString());
    assertTrue(out.toString().contains("old: launched is 50 days old"), out.toString());
  }
}
