package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI file, and what of it has been answered so far. */
final class ApiDescription {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode root;
  private final Set<String> answered = new TreeSet<>();

  ApiDescription() throws IOException {
    root = JSON.readTree(Assets.read("openapi.json"));
  }

  /** Returns the operations, such as {@code PUT /flags/{name}}. */
  Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    for (String path : root.get("paths").propertyNames()) {
      for (String method : root.get("paths").get(path).propertyNames()) {
        if (!method.equals("parameters")) {
          operations.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path);
        }
      }
    }
    return operations;
  }

  /**
   * Returns the responses, such as {@code PUT /flags/{name} 201}; {@code default} where the status
   * is an error.
   */
  Set<String> answers() {
    Set<String> answers = new TreeSet<>();
    for (String operation : operations()) {
      responses(operation).propertyNames().forEach(status -> answers.add(operation + " " + status));
    }
    return answers;
  }

  Set<String> answered() {
    return answered;
  }

  private JsonNode responses(String operation) {
    String[] both = operation.split(" ", 2);
    JsonNode path = root.get("paths").get(both[1]);
    return path.get(both[0].toLowerCase(java.util.Locale.ROOT)).get("responses");
  }

  /** Holds an answer to what is described. */
  HttpResponse<String> check(String operation, HttpResponse<String> answer) {
    JsonNode responses = responses(operation);
    String status = Integer.toString(answer.statusCode());
    String said = responses.has(status) ? status : "default";
    boolean error = answer.statusCode() >= 400;
    assertEquals(error, said.equals("default"), () -> operation + ": " + status + answer.body());
    answered.add(operation + " " + said);
    JsonNode response = resolve(responses.get(said));
    if (response.has("headers")) {
      assertTrue(answer.headers().firstValue("ETag").isPresent(), () -> operation + " has no ETag");
    }
    if (response.has("content")) {
      content(operation, response.get("content"), answer);
    } else {
      assertEquals("", answer.body(), operation);
    }
    return answer;
  }

  private void content(String operation, JsonNode content, HttpResponse<String> answer) {
    String type = answer.headers().firstValue("Content-Type").orElse("");
    JsonNode described = content.get(type.replaceFirst(";.*", ""));
    assertNotNull(described, () -> operation + " answers " + type + ", not " + content);
    if (!type.contains("json")) {
      return;
    }
    ObjectNode schema = JSON.createObjectNode();
    schema.set("components", root.get("components"));
    schema.setAll((ObjectNode) described.get("schema"));
    List<?> faults =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(schema.toString())
            .validate(answer.body(), InputFormat.JSON);
    assertEquals(List.of(), faults, () -> operation + ": " + answer.body());
  }

  private JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? root.at(node.get("$ref").asString().substring(1)) : node;
  }
}
