package dev.jackstaff.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Figures;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server on which an application is replaced many times, with the library among the server's
 * classes, or in the application: nothing of an application stays behind.
 */
@EnabledIfSystemProperty(named = "container", matches = "tomcat-.*")
final class RedeployIT {
  private static final int TIMES = 20;

  /** The JDK's own: the asType cache of records' ObjectMethods keeps one, never more. */
  private static final int KEPT_BY_THE_JDK = 1;

  @TempDir Path directory;

  @ParameterizedTest(name = "library inside the application: {0}")
  @ValueSource(booleans = {false, true})
  void applicationThatIsReplaced20Times_leavesNothingBehind(boolean inside) throws Exception {
    Redeployment.Left left = new Redeployment(directory).replace(TIMES, inside, KEPT_BY_THE_JDK);
    Figures.record("%s", "redeployed " + TIMES + " times, library inside: " + inside + ": " + left);
    assertTrue(left.loaders() <= KEPT_BY_THE_JDK);
    assertEquals(Set.of(), left.threads());
    assertEquals(List.of(), left.warnings());
  }
}
