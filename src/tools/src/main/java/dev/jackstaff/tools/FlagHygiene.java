package dev.jackstaff.tools;

import dev.jackstaff.hygiene.Finding;
import dev.jackstaff.hygiene.FlagReview;
import dev.jackstaff.hygiene.Reference;
import dev.jackstaff.hygiene.References;
import dev.jackstaff.hygiene.Verdict;
import dev.jackstaff.hygiene.Veto;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.tools.refs.ReferenceSearch;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * Checks in the tests of an application that its definitions and its code name the same flags.
 *
 * <pre>{@code
 * @Test
 * void flags_areDefinedAndUsed() throws Exception {
 *   FlagSet flags = FileFlagStore.read(Path.of("src/main/webapp/WEB-INF/flags.json").toUri().toURL());
 *   FlagHygiene.check(flags, Path.of("target/classes"), Path.of("src/main"));
 * }
 * }</pre>
 *
 * <p>Needs on the test's class path what {@link ReferenceSearch} needs.
 */
public final class FlagHygiene {
  private FlagHygiene() {}

  /**
   * Checks that each flag that is defined is named in the code, unless a {@link Veto} holds it, and
   * that each that the code asks for is defined.
   *
   * @param flags the definitions
   * @param paths directories and jars of classes, and directories of sources and text
   * @throws AssertionError with every flag for which it is not so, and where
   */
  public static void check(FlagSet flags, Path... paths) {
    check(flags, ReferenceSearch.in(paths).of(flags).run());
  }

  /**
   * Checks as {@link #check(FlagSet, Path...)} does, with what was found already.
   *
   * @param flags the definitions
   * @param found the references
   * @throws AssertionError with every flag for which it is not so, and where; or with the sources
   *     that were given without their classes, since nobody can know what they ask for
   */
  public static void check(FlagSet flags, References found) {
    if (found.gap() != null) {
      throw new AssertionError(found.gap());
    }
    FlagReview review = FlagReview.of(flags).references(found).at(Instant.now());
    check(review, Verdict.UNREFERENCED, Verdict.UNDEFINED);
  }

  /**
   * Checks that none of some verdicts is true of a flag that nothing holds.
   *
   * @param review what is said against the flags
   * @param refused the verdicts
   * @throws AssertionError with every flag of which one is true, why, and where it is named
   */
  public static void check(FlagReview review, Verdict... refused) {
    List<String> problems =
        Arrays.stream(refused)
            .flatMap(verdict -> review.findings().stream().filter(f -> f.verdict() == verdict))
            .filter(finding -> !finding.isHeld())
            .map(FlagHygiene::line)
            .toList();
    if (!problems.isEmpty()) {
      throw new AssertionError(String.join(System.lineSeparator(), problems));
    }
  }

  private static String line(Finding finding) {
    String places = String.join(", ", finding.places().stream().map(Reference::place).toList());
    return finding.flag() + " " + finding.reason() + (places.isEmpty() ? "" : ": " + places);
  }
}
