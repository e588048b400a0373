package dev.jackstaff.internal.json;

import dev.jackstaff.internal.json.Text.Spot;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A text as a tree of nodes.
 *
 * @param text the text
 * @param root its tree; of two values with one name, the second
 * @param duplicates whether there are two values with one name
 */
record Tree(String text, JsonNode root, boolean duplicates) {
  static final JsonMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final JsonMapper STRICT =
      MAPPER.rebuild().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY).build();

  /** Throws {@code InvalidFlagsException} with one problem if the text is not JSON. */
  static Tree read(String text, String place) {
    JsonNode root = root(STRICT, text, place);
    return root == null
        ? new Tree(text, present(root(MAPPER, text, place), place), true)
        : new Tree(text, root, false);
  }

  /** Null if the mapper refuses what is correct JSON. */
  private static @Nullable JsonNode root(JsonMapper mapper, String text, String place) {
    try (JsonParser parser = MAPPER.createParser(text)) {
      try {
        JsonNode root = mapper.readTree(parser);
        if (parser.nextToken() != null) {
          throw Text.refused(start(parser).in(place), "the document goes on after its end");
        }
        return present(root, place);
      } catch (DatabindException duplicate) {
        return null;
      } catch (JacksonException syntax) {
        throw Text.refused(spot(syntax, parser).in(place), SyntaxFault.message(syntax));
      }
    }
  }

  private static JsonNode present(@Nullable JsonNode root, String place) {
    if (root == null || root.isMissingNode()) {
      throw Text.refused(Spot.START.in(place), "the document is empty");
    }
    return root;
  }

  /** A JSON value of the model as a node. */
  static JsonNode node(@Nullable Object value) {
    return MAPPER.valueToTree(value);
  }

  /** Where the parser's current token begins. */
  static Spot start(JsonParser parser) {
    return spot(parser.currentTokenLocation());
  }

  private static Spot spot(JacksonException fault, JsonParser parser) {
    return spot(fault.getLocation() == null ? parser.currentLocation() : fault.getLocation());
  }

  private static Spot spot(TokenStreamLocation location) {
    return new Spot(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
  }
}
