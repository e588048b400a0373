package dev.jackstaff.store;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The statement of the operators' page, by which a flag is killed without the console. */
final class OperatorsPageIT {
  private static final Path PAGE = Path.of("src/site/markdown/operators.md");

  private static String statement() throws Exception {
    return Files.readString(PAGE)
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("UPDATE feature_flags "))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void statement_killsAFlagThatIsOnByEverything_andLiftingRestoresIt() throws Exception {
    DataSource source = Databases.postgres();
    Flag flag =
        Flag.builder("new_search")
            .enabled(true)
            .users("anna")
            .rule(Rule.enabled(Condition.always(), true))
            .percentage(100)
            .build();
    JdbcFlagStore store =
        JdbcFlagStore.builder(source)
            .createTables(true)
            .initial(FlagSet.of(flag))
            .refresh(Duration.ofMillis(200))
            .build();
    try (FeatureFlags features = FeatureFlags.of(store)) {
      assertTrue(features.isEnabled("new_search", "anna"));
      Databases.run(source, statement());
      Await.until("it is killed", () -> !features.isEnabled("new_search", "anna"));
      assertFalse(features.isEnabled("new_search", "ben"));
      store.lift("new_search", Change.by("ann", null));
      assertTrue(features.isEnabled("new_search", "ben"));
    }
  }
}
