package dev.jackstaff.internal.json;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads, writes and edits flag files, which contain flags and segments. Stateless and thread-safe.
 *
 * <p>The edits change one definition in the text of a document, and preserve the rest exactly,
 * including white space. They check that the document is JSON but not its content, which {@link
 * #read} checks afterwards. They throw {@code InvalidFlagsException} if it is not JSON.
 */
public final class FlagDocument {
  private FlagDocument() {}

  /**
   * {@return the flags and segments of a document}
   *
   * @param document the document in UTF-8, of the short or the long form
   * @param place the name of the document in messages, such as {@code flags.json}
   * @throws dev.jackstaff.model.InvalidFlagsException with all problems, each with its line and
   *     column; no other exception is thrown, whatever the bytes
   */
  public static FlagSet read(byte[] document, String place) {
    return read(document, place, Provenance.FILE);
  }

  /**
   * {@return the flags and segments of a document}
   *
   * @param document the document in UTF-8, of the short or the long form
   * @param place the name of the document in messages, such as {@code flags.json}
   * @param origin the source of the document, which limits the number of reported problems
   * @throws dev.jackstaff.model.InvalidFlagsException with the problems, each with its line and
   *     column; no other exception is thrown, whatever the bytes
   */
  public static FlagSet read(byte[] document, String place, Provenance origin) {
    return DocumentReader.read(LinesAndColumns.decode(document, place), place, origin);
  }

  /**
   * Rejects a document with more than 10,000 flags and segments or 2,000,000 tokens, or with
   * patterns whose total size is too large. Costs one pass over the document and stores nothing; a
   * text that is not JSON is accepted.
   *
   * @param document the document in UTF-8
   * @param place the name of the document in messages
   * @throws dev.jackstaff.model.InvalidFlagsException with the bound that is exceeded
   */
  public static void bound(byte[] document, String place) {
    DocumentBounds.check(LinesAndColumns.decode(document, place), place);
  }

  /**
   * {@return the line of each flag's name in a document, from 1}
   *
   * @param document the document in UTF-8, of the short or the long form
   * @throws dev.jackstaff.model.InvalidFlagsException as {@link #read} does
   */
  public static Map<String, Integer> lines(byte[] document) {
    String text = LinesAndColumns.decode(document, "document");
    DocumentForm shape = DocumentForm.of(ParsedText.read(text, "document", Provenance.FILE).root());
    Locations locations = new Locations(false, false, 0);
    Map<String, Locations.Wanted> wanted = new LinkedHashMap<>();
    for (Flag flag : DocumentReader.read(text, "document", Provenance.FILE).flags()) {
      wanted.put(flag.name(), locations.track(shape.path(flag.name(), "")));
    }
    locations.find(text);
    Map<String, Integer> lines = new LinkedHashMap<>();
    wanted.forEach((name, place) -> lines.put(name, place.spot(true).line()));
    return lines;
  }

  /**
   * {@return a readable document: each definition that fits is on one line; the long form is used
   * only if there are segments}
   *
   * @param set the flags and segments to write
   */
  public static byte[] write(FlagSet set) {
    return bytes(DocumentWriter.write(set));
  }

  /**
   * {@return a document with a flag replaced in place, or added at the end}
   *
   * @param document the document
   * @param flag the flag
   */
  public static byte[] withFlag(byte[] document, Flag flag) {
    return bytes(new DocumentWriter(document).withFlag(flag.name(), FlagWriter.write(flag)));
  }

  /**
   * {@return a document without a flag, or the same document if it has no flag of that name}
   *
   * @param document the document
   * @param name the flag's name
   */
  public static byte[] withoutFlag(byte[] document, String name) {
    return bytes(new DocumentWriter(document).withoutFlag(name));
  }

  /**
   * {@return a document, in the long form, with a segment replaced in place or added at the end}
   *
   * @param document the document
   * @param name the segment's name
   * @param condition the condition for its users
   */
  public static byte[] withSegment(byte[] document, String name, Condition condition) {
    return bytes(new DocumentWriter(document).withSegment(name, ConditionWriter.write(condition)));
  }

  /**
   * {@return a document without a segment, or the same document if it has no segment of that name}
   *
   * @param document the document
   * @param name the segment's name
   */
  public static byte[] withoutSegment(byte[] document, String name) {
    return bytes(new DocumentWriter(document).withoutSegment(name));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
