package dev.jackstaff.ofrep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.openfeature.Gherkin;
import dev.openfeature.contrib.providers.ofrep.OfrepProvider;
import dev.openfeature.contrib.providers.ofrep.OfrepProviderOptions;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.FlagEvaluationDetails;
import dev.openfeature.sdk.MutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;

/** OpenFeature's own suite against the OFREP servlet, through OpenFeature's Java client. */
class OfrepGherkinIT {
  private final FeatureFlags features = FeatureFlags.of(Gherkin.flags());
  private final OfrepServer server =
      new OfrepServer(features, OfrepServlet.builder().expose("*").build());

  @AfterEach
  void stop() {
    server.close();
    features.close();
  }

  private static Map<String, String> leftOut() {
    Map<String, String> leftOut = new HashMap<>(Gherkin.LEFT_OUT_BY_THE_SDK);
    leftOut.put("@provider-status", "the client has no states and no events");
    leftOut.put(
        "@reason-codes-disabled and not @booleans",
        "the client reports an answer without a value as FLAG_NOT_FOUND");
    leftOut.put(
        "@error-handling-types and @objects",
        "the client takes any value for an object, and says so");
    leftOut.put("Null context values", "the client throws before it sends anything");
    return leftOut;
  }

  @TestFactory
  List<DynamicTest> scenario_holdsOverHttp(TestReporter reporter) {
    return Gherkin.run((api, state) -> api.setProviderAndWait(client()), leftOut(), reporter);
  }

  /**
   * A scenario that is excluded because of the client: a boolean arrives, and is taken for an
   * object.
   */
  @Test
  void clientAskedForAnObject_takesABoolean() {
    FlagEvaluationDetails<Value> details =
        ask(client -> client.getObjectDetails("boolean-flag", new Value()));
    assertTrue(details.getValue().isBoolean());
    assertNull(details.getErrorCode());
    assertEquals(1, server.requests().size());
  }

  /**
   * A scenario that is excluded because of the client: null never arrives, but would be right here.
   */
  @Test
  void clientWithANullAttribute_sendsNothing() throws Exception {
    EvaluationContext context = new MutableContext().add("email", (String) null);
    FlagEvaluationDetails<String> details =
        ask(client -> client.getStringDetails("string-targeted-zero-flag", "str", context));
    assertEquals(ErrorCode.GENERAL, details.getErrorCode());
    assertEquals(List.of(), server.requests());
    String body =
        server.single("string-targeted-zero-flag", "{\"context\":{\"email\":null}}").body();
    assertEquals(
        "{\"key\":\"string-targeted-zero-flag\",\"value\":\"\",\"reason\":\"DEFAULT\","
            + "\"variant\":\"zero\"}",
        body);
  }

  private <T> T ask(Function<Client, T> question) {
    OpenFeatureAPI api = OpenFeatureAPI.createIsolated();
    try {
      api.setProviderAndWait(client());
      return question.apply(api.getClient());
    } finally {
      api.shutdown();
    }
  }

  /** With options of its own, since a client that is shut down ends their executor. */
  private OfrepProvider client() {
    return OfrepProvider.constructProvider(
        OfrepProviderOptions.builder().baseUrl(server.base()).build());
  }
}
