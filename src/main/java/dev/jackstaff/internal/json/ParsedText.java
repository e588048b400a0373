package dev.jackstaff.internal.json;

import dev.jackstaff.internal.json.LinesAndColumns.Spot;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A text as a tree of nodes.
 *
 * @param text the text
 * @param root its tree; of two values with the same name, it has the second
 * @param duplicates whether an object has two values with the same name
 */
record ParsedText(String text, JsonNode root, boolean duplicates) {
  /**
   * The mapper. Names are not stored in a table that all readers share, which untrusted clients
   * could fill; fractions keep all of their digits.
   */
  static final JsonMapper MAPPER = mapper();

  private static final JsonMapper STRICT =
      MAPPER.rebuild().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY).build();

  private static JsonMapper mapper() {
    try {
      return JsonMapper.builder(
              JsonFactory.builder()
                  .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                  .build())
          .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();
    } catch (LinkageError e) {
      throw new LinkageError(
          "flags cannot be read, since Jackson 3 lacks "
              + e.getMessage()
              + "; it needs jackson-annotations 2.21 or later, and another library may hold that"
              + " to an older version",
          e);
    }
  }

  /** Parses a text; throws {@code InvalidFlagsException} with one problem if it is not JSON. */
  static ParsedText read(String text, String place, Provenance origin) {
    JsonNode root = root(STRICT, text, place);
    if (root != null) {
      return new ParsedText(text, root, false);
    }
    // For a request, the duplicate name is the only problem that is reported.
    JsonNode second =
        origin == Provenance.REQUEST
            ? MAPPER.createObjectNode()
            : present(root(MAPPER, text, place), place);
    return new ParsedText(text, second, true);
  }

  /** Returns the root, or null if the mapper rejects valid JSON. */
  private static @Nullable JsonNode root(JsonMapper mapper, String text, String place) {
    try (JsonParser parser = MAPPER.createParser(text)) {
      try {
        JsonNode root = mapper.readTree(parser);
        if (parser.nextToken() != null) {
          throw LinesAndColumns.refused(
              start(parser).in(place), "the document goes on after its end");
        }
        return present(root, place);
      } catch (DatabindException duplicate) {
        return null;
      } catch (NumberFormatException exponent) {
        throw LinesAndColumns.refused(start(parser).in(place), SyntaxFault.TOO_LARGE);
      } catch (JacksonException syntax) {
        throw LinesAndColumns.refused(spot(syntax, parser).in(place), SyntaxFault.message(syntax));
      }
    }
  }

  private static JsonNode present(@Nullable JsonNode root, String place) {
    if (root == null || root.isMissingNode()) {
      throw LinesAndColumns.refused(Spot.START.in(place), "the document is empty");
    }
    return root;
  }

  /** Returns a JSON value of the model as a node. */
  static JsonNode node(@Nullable Object value) {
    return MAPPER.valueToTree(value);
  }

  /** Returns the position of the parser's current token. */
  static Spot start(JsonParser parser) {
    return spot(parser.currentTokenLocation());
  }

  static Spot spot(JacksonException fault, JsonParser parser) {
    return spot(fault.getLocation() == null ? parser.currentLocation() : fault.getLocation());
  }

  private static Spot spot(TokenStreamLocation location) {
    return new Spot(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
  }
}
