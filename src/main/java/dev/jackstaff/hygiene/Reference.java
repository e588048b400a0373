package dev.jackstaff.hygiene;

import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A place that asks for a flag, or names it.
 *
 * @param flag the flag's name, or null if only the running program knows which it is
 * @param kind what happens there
 * @param how what asks, such as {@code Flags.on}; for text, the line
 * @param file the file, with slashes, as seen from where the search was started; without sources,
 *     the class's package and file
 * @param line its line, from 1; 0 if the classes were compiled without lines
 * @param origin what version control says of it, or null if it was not asked
 */
public record Reference(
    @Nullable String flag, Kind kind, String how, String file, int line, @Nullable Origin origin) {

  /** By file and line. */
  static final Comparator<Reference> BY_PLACE =
      Comparator.comparing(Reference::file)
          .thenComparingInt(Reference::line)
          .thenComparing(Reference::kind)
          .thenComparing(reference -> String.valueOf(reference.flag()))
          .thenComparing(Reference::how);

  /** What a place does with a flag. */
  public enum Kind {
    /** Asks for it. */
    ASKED,
    /** Sets it for a test, by an annotation. */
    ANNOTATED,
    /** Has its name as a string, and was not seen to ask for it. */
    NAMED,
    /** Has its name as a word, in a file that is not compiled. */
    TEXT;

    /** {@return the name in lower case} */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Creates a reference of which version control was not asked.
   *
   * @param flag the flag's name, or null if only the running program knows which it is
   * @param kind what happens there
   * @param how what asks, such as {@code Flags.on}; for text, the line
   * @param file the file, with slashes
   * @param line its line, from 1; 0 if the classes were compiled without lines
   */
  public Reference(@Nullable String flag, Kind kind, String how, String file, int line) {
    this(flag, kind, how, file, line, null);
  }

  /**
   * {@return this place with what version control says of it}
   *
   * @param known what it says
   */
  public Reference with(Origin known) {
    return new Reference(flag, kind, how, file, line, known);
  }

  /** {@return file and line as compilers write them} */
  public String place() {
    return line == 0 ? file : file + ":" + line;
  }
}
