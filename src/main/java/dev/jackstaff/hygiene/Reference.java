package dev.jackstaff.hygiene;

import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A place in the code that checks a flag or names it.
 *
 * @param flag the flag's name, or null if only the running program knows which it is
 * @param kind the kind of reference
 * @param how the method or annotation that refers to the flag, such as {@code Flags.on}; for text,
 *     the line
 * @param file the file, with slashes, relative to the directory where the search was started;
 *     without sources, the class's package and file
 * @param line the line, from 1; 0 if the classes were compiled without line numbers
 * @param origin the place's origin according to version control, or null if it was not determined
 */
public record Reference(
    @Nullable String flag, Kind kind, String how, String file, int line, @Nullable Origin origin) {

  /** The order by file and line. */
  static final Comparator<Reference> BY_PLACE =
      Comparator.comparing(Reference::file)
          .thenComparingInt(Reference::line)
          .thenComparing(Reference::kind)
          .thenComparing(reference -> String.valueOf(reference.flag()))
          .thenComparing(Reference::how);

  /** The kinds of references. */
  public enum Kind {
    /** The place checks the flag. */
    ASKED,
    /** The place sets the flag for a test, by an annotation. */
    ANNOTATED,
    /** The place contains the flag's name as a string, without a known check of it. */
    NAMED,
    /** The place contains the flag's name as a word, in a file that is not compiled. */
    TEXT;

    /** {@return the name in lower case} */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Creates a reference without an origin.
   *
   * @param flag the flag's name, or null if only the running program knows which it is
   * @param kind the kind of reference
   * @param how the method or annotation that refers to the flag, such as {@code Flags.on}; for
   *     text, the line
   * @param file the file, with slashes
   * @param line the line, from 1; 0 if the classes were compiled without line numbers
   */
  public Reference(@Nullable String flag, Kind kind, String how, String file, int line) {
    this(flag, kind, how, file, line, null);
  }

  /**
   * {@return this reference with an origin}
   *
   * @param known the origin
   */
  public Reference with(Origin known) {
    return new Reference(flag, kind, how, file, line, known);
  }

  /** {@return file and line as compilers write them} */
  public String place() {
    return line == 0 ? file : file + ":" + line;
  }
}
