package dev.jackstaff.tools.convert;

/**
 * A line of the report on a conversion.
 *
 * @param flag the flag's name in the written file
 * @param part the part of its old definition, such as {@code rule 2}
 * @param result the result
 * @param text the reason, or what has to be done
 */
public record ConversionNote(String flag, String part, Translation result, String text) {
  /** The results of a translation, from the best to the worst. */
  public enum Translation {
    /** Decides as before. */
    AS_BEFORE("as before"),
    /** Includes the same share of the users, but not the same users. */
    OTHER_USERS("other users"),
    /** Decides differently for some users. */
    CHANGED("changed"),
    /** Is not in the written file. */
    LEFT_OUT("left out");

    private final String text;

    Translation(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  @Override
  public String toString() {
    return flag + ": " + part + ": " + result + (text.isEmpty() ? "" : ": " + text);
  }
}
