package dev.jackstaff.internal.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.jackstaff.model.Operator;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The schema that editors use and the reader agree; see the documents' notes for where they cannot.
 */
class FlagsSchemaTest {
  private static final JsonNode DOCUMENT = document();
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(DOCUMENT);

  static Stream<Documents> good() {
    return Documents.good();
  }

  static Stream<Documents> knowable() {
    return Documents.bad()
        .filter(
            document ->
                document.note().isEmpty()
                    || document.note().equals(Documents.ROUNDED_BY_JAVASCRIPT));
  }

  static Stream<Documents> unknowable() {
    return Documents.bad().filter(document -> document.note().equals(Documents.UNKNOWABLE));
  }

  @ParameterizedTest
  @MethodSource("good")
  void goodDocument_isTakenByTheSchemaToo(Documents document) {
    assertEquals(List.of(), validate(document));
  }

  @ParameterizedTest
  @MethodSource("knowable")
  void badDocument_isRefusedByTheSchemaToo(Documents document) {
    assertFalse(validate(document).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("unknowable")
  void documentThatOnlyTheReaderCanJudge_isTakenByTheSchema(Documents document) {
    assertEquals(List.of(), validate(document));
  }

  @Test
  void everyNoteInTheDocuments_isKnown() {
    Set<String> notes = new TreeSet<>();
    Documents.bad().forEach(document -> notes.add(document.note()));
    assertEquals(
        Set.of("", Documents.UNKNOWABLE, Documents.ROUNDED_BY_JAVASCRIPT, Documents.NOT_JSON),
        notes);
  }

  @Test
  void schema_againstItsOwnDialect_isValid() {
    Schema dialect =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema("{\"$ref\": \"https://json-schema.org/draft/2020-12/schema\"}");
    assertEquals(List.of(), dialect.validate(DOCUMENT));
  }

  @Test
  void everyOperator_isInTheSchema() {
    JsonNode operators = DOCUMENT.at("/$defs/comparisons/properties");
    for (Operator operator : Operator.values()) {
      assertTrue(operators.has(operator.text()), operator::text);
    }
  }

  @Test
  void everyProperty_isDescribedForEditors() {
    for (String part : List.of("definition", "schedule", "guard", "kill", "comparisons")) {
      DOCUMENT
          .at("/$defs/" + part + "/properties")
          .forEachEntry((name, property) -> assertTrue(described(property), part + "." + name));
    }
  }

  private static boolean described(JsonNode property) {
    String reference = property.path("$ref").asString("#/none").substring(1);
    return property.has("description") || DOCUMENT.at(reference).has("description");
  }

  private static List<Error> validate(Documents document) {
    return SCHEMA.validate(document.text(), InputFormat.JSON);
  }

  private static JsonNode document() {
    try (InputStream in =
        FlagsSchemaTest.class.getResourceAsStream("/dev/jackstaff/flags.schema.json")) {
      return ParsedText.MAPPER.readTree(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
