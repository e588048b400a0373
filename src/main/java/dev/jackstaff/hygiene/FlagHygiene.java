package dev.jackstaff.hygiene;

import dev.jackstaff.hygiene.refs.Reference;
import dev.jackstaff.hygiene.refs.ReferenceSearch;
import dev.jackstaff.hygiene.refs.References;
import dev.jackstaff.model.FlagSet;
import java.nio.file.Path;
import java.util.ArrayList;
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
   * Checks that each flag that is defined is named in the code, and that each that the code asks
   * for is defined.
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
   * @throws AssertionError with every flag for which it is not so, and where; and with the sources
   *     that were given without their classes, since nobody can know what they ask for
   */
  public static void check(FlagSet flags, References found) {
    List<String> problems = new ArrayList<>();
    if (found.gap() != null) {
      problems.add(found.gap());
    }
    for (String name : found.unreferenced(flags)) {
      problems.add(name + " is defined, and nowhere in the code");
    }
    for (String name : found.undefined(flags)) {
      List<String> places = found.of(name).stream().map(Reference::place).toList();
      problems.add(name + " is asked for, and not defined: " + String.join(", ", places));
    }
    if (!problems.isEmpty()) {
      throw new AssertionError(String.join(System.lineSeparator(), problems));
    }
  }
}
