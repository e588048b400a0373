package dev.jackstaff.openfeature.gherkin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.FlagEvaluationDetails;
import dev.openfeature.sdk.MutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.Value;
import io.cucumber.java.After;
import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The steps of OpenFeature's suite, in the words of its scenarios. One object per scenario. */
public final class Steps {
  private static final JsonMapper JSON = JsonMapper.shared();

  private static volatile Subject subject;

  private final OpenFeatureAPI api = OpenFeatureAPI.createIsolated();
  private final Client client = api.getClient();
  private final MutableContext context = new MutableContext();
  private String type;
  private String key;
  private Object fallback;
  private FlagEvaluationDetails<?> details;

  /** Sets the subject of the next scenarios. */
  public static void subject(Subject next) {
    subject = next;
  }

  @After
  public void shutDown() {
    subject.over();
    api.shutdown();
  }

  @Given("a {} provider")
  public void provider(String state) {
    subject.provide(api, state);
  }

  @Given("a {}-flag with key {string} and a fallback value {string}")
  public void flag(String flagType, String flagKey, String fallbackValue) {
    type = flagType;
    key = flagKey;
    fallback = value(flagType, fallbackValue);
  }

  @Given("a context containing a key {string}, with type {string} and with value {string}")
  public void context(String name, String valueType, String text) {
    switch (valueType) {
      case "String" -> context.add(name, text);
      case "Boolean" -> context.add(name, Boolean.valueOf(text));
      case "Integer" -> context.add(name, Integer.valueOf(text));
      default -> throw new IllegalArgumentException("a context's " + valueType);
    }
  }

  @Given("a context containing a key {string} with null value")
  public void contextOfNull(String name) {
    context.add(name, (String) null);
  }

  @When("the flag was evaluated with details")
  public void evaluate() {
    details =
        switch (type) {
          case "Boolean" -> client.getBooleanDetails(key, (Boolean) fallback, context);
          case "String" -> client.getStringDetails(key, (String) fallback, context);
          case "Integer" -> client.getIntegerDetails(key, (Integer) fallback, context);
          case "Float" -> client.getDoubleDetails(key, (Double) fallback, context);
          case "Object" -> client.getObjectDetails(key, Value.objectToValue(fallback), context);
          default -> throw new IllegalArgumentException("a flag's type " + type);
        };
  }

  @Then("the resolved details value should be {string}")
  public void assertValue(String expected) {
    Object actual = details.getValue();
    assertEquals(
        value(type, expected),
        actual instanceof Value value ? value.asStructure().asObjectMap() : actual);
  }

  @Then("the reason should be {string}")
  public void assertReason(String expected) {
    assertEquals(expected, details.getReason());
  }

  @Then("the error-code should be {string}")
  public void assertErrorCode(String expected) {
    assertEquals(expected, String.valueOf(details.getErrorCode()));
  }

  @Then("the flag key should be {string}")
  public void assertKey(String expected) {
    assertEquals(expected, details.getFlagKey());
  }

  @Then("the variant should be {string}")
  public void assertVariant(String expected) {
    assertEquals(expected, details.getVariant());
  }

  @Then("the resolved metadata should contain")
  public void assertMetadata(List<Map<String, String>> rows) {
    assertFalse(rows.isEmpty());
    for (Map<String, String> row : rows) {
      Object expected = value(row.get("metadata_type"), row.get("value"));
      assertEquals(
          expected,
          details.getFlagMetadata().asUnmodifiableMap().get(row.get("key")),
          row.get("key"));
    }
  }

  @Then("the provider status should be {string}")
  public void assertStatus(String expected) {
    assertEquals(expected, client.getProviderState().name());
  }

  private static Object value(String type, String text) {
    return switch (type) {
      case "Boolean" -> Boolean.valueOf(text);
      case "String" -> text;
      case "Integer" -> Integer.valueOf(text);
      case "Float" -> Double.valueOf(text);
      case "Object" -> JSON.readValue(text, Map.class);
      default -> throw new IllegalArgumentException("a value's type " + type);
    };
  }
}
