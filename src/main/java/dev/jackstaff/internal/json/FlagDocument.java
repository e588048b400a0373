package dev.jackstaff.internal.json;

import dev.jackstaff.model.FlagSet;

/** A document of flags and segments, as a file has it. Stateless and thread-safe. */
public final class FlagDocument {
  private FlagDocument() {}

  /**
   * {@return the flags and segments of a document}
   *
   * @param document the document in UTF-8, of the short or the long form
   * @param place what to call the document in messages, such as {@code flags.json}
   * @throws dev.jackstaff.model.InvalidFlagsException with everything that is wrong, each with its
   *     line and column; no other exception, whatever the bytes
   */
  public static FlagSet read(byte[] document, String place) {
    return DocumentReader.read(Text.decode(document, place), place);
  }
}
