package dev.jackstaff.internal.json;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Reads, writes and edits flag files, which contain flags and segments. Stateless and thread-safe.
 *
 * <p>The edits change definitions in the text of a document, and preserve the rest exactly,
 * including white space. They cost one pass, whatever the number of changes. They check that the
 * document is JSON but not its content, which {@link #read} checks afterwards. They throw {@code
 * InvalidFlagsException} if it is not JSON.
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
   * {@return a document with changed flags: a known one is replaced in place, an unknown one is
   * added at the end}
   *
   * @param document the document
   * @param flags the flags to write
   * @param removed the names of the flags to remove; unknown ones are ignored
   */
  public static byte[] withFlags(
      byte[] document, Collection<Flag> flags, Collection<String> removed) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    flags.forEach(flag -> values.put(flag.name(), FlagWriter.write(flag)));
    return bytes(new DocumentWriter(document).withFlags(values, Set.copyOf(removed)));
  }

  /**
   * {@return a document with changed segments: a known one is replaced in place, an unknown one is
   * added at the end of the document's long form}
   *
   * @param document the document
   * @param segments the conditions of the segments to write by name
   * @param removed the names of the segments to remove; unknown ones are ignored
   */
  public static byte[] withSegments(
      byte[] document, Map<String, Condition> segments, Collection<String> removed) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    segments.forEach((name, who) -> values.put(name, ConditionWriter.write(who)));
    return bytes(new DocumentWriter(document).withSegments(values, Set.copyOf(removed)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
