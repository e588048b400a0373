package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.launchdarkly.sdk.server.LDClient;
import com.launchdarkly.sdk.server.integrations.TestData;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.launchdarkly.LaunchDarklyFlags;
import dev.jackstaff.launchdarkly.TestClients;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.openfeature.OpenFeatureFlags;
import dev.jackstaff.servlet.OverrideTokens;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.providers.memory.InMemoryProvider;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The console of an application whose flags are decided here, by OpenFeature and LaunchDarkly. */
final class ConsoleExternalFlagsIT {
  private static final OverrideTokens TOKENS =
      OverrideTokens.of(
          "fedcba9876543210fedcba9876543210".getBytes(StandardCharsets.UTF_8), "shop");

  private final ConsoleClient ann = ConsoleClient.as("ann");
  private final MemoryFlagStore store =
      MemoryFlagStore.of(FlagSet.of(Flag.on("dashboard"), Flag.percentage("search", 20)));
  private final TestData data = TestData.dataSource();
  private final OpenFeatureAPI api = OpenFeatureAPI.createIsolated();
  private LDClient client;
  private ConsoleServer server;

  @BeforeEach
  void start() {
    data.update(data.flag("new_checkout").booleanFlag().variationForAll(true));
    client = TestClients.of(data);
    var button =
        dev.openfeature.sdk.providers.memory.Flag.<String>builder()
            .variant("green", "#0f0")
            .defaultVariant("green")
            .build();
    api.setProviderAndWait("shop", new InMemoryProvider(Map.of("button", button)));
    FeatureFlags features =
        FeatureFlags.builder(store)
            .join(OpenFeatureFlags.builder(api.getClient("shop")).string("button", "gone").build())
            .join(LaunchDarklyFlags.of(client, "new_checkout"))
            .build();
    server = ConsoleServer.start(features, console -> console.overrides(TOKENS));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    client.close();
    api.shutdown();
  }

  private String page(String path) {
    return ann.get(server.uri(path)).body();
  }

  @Test
  void list_namesTheSystemOfEachFlag_inOrder() {
    String list = page("");
    assertTrue(list.contains("External flags"), list);
    assertTrue(list.contains(" · 3 external</p>"), list);
    assertTrue(list.contains("<th scope=\"row\">button</th><td>shop</td>"), list);
    assertTrue(list.contains("<th scope=\"row\">new_checkout</th><td>launchdarkly</td>"), list);
    assertTrue(list.indexOf("button</th>") < list.indexOf("new_checkout</th>"));
    assertFalse(list.contains("flag/new_checkout"), "there is nothing to edit");
    assertTrue(page("?q=launch").contains("new_checkout</th>"));
    assertFalse(page("?q=dash").contains("External flags"));
    assertFalse(page("?state=on").contains("External flags"));
  }

  @Test
  void why_namesTheSystem_orWhatItCouldNotDo() {
    String why = page("evaluate?id=user:1");
    assertTrue(why.contains("launchdarkly decides"), why);
    assertTrue(why.contains("shop decides"), why);
    assertTrue(why.contains("green <code>&quot;#0f0&quot;</code>"), why);
    assertTrue(why.contains("shop failed: FLAG_NOT_FOUND"), why);
    assertFalse(why.contains("flag/button"), "there is no page to go to");
    assertTrue(why.contains("flag/dashboard"), why);
  }

  @Test
  void explain_namesTheSourceOfEachFlag() throws Exception {
    String body = ann.get(server.uri("api/explain?id=user:1")).body();
    JsonNode answers = JsonMapper.shared().readTree(body).path("decisions");
    List<String> sources =
        answers.valueStream().map(it -> it.path("flag").asString() + " " + source(it)).toList();
    assertEquals(
        List.of(
            "dashboard default",
            "search percentage",
            "button shop",
            "gone shop",
            "new_checkout launchdarkly"),
        sources);
    assertEquals("green", answers.get(2).path("variant").asString());
    assertEquals("#0f0", answers.get(2).path("value").asString());
    assertTrue(answers.get(4).path("bucket").isNull());
  }

  private static String source(JsonNode answer) {
    return answer.path("source").asString();
  }

  @Test
  void testersToken_mayNameAForeignFlag() {
    String csrf = ann.csrf(server.uri("testers"));
    Map<String, String> form =
        Map.of("_csrf", csrf, "flags", "!new_checkout\nbutton=blue\nnowhere", "days", "1");
    String refused = ann.post(server.uri("testers"), form).body();
    assertTrue(refused.contains("there is no flag"), refused);
    assertFalse(refused.contains("button has no variant"), refused);
    form = Map.of("_csrf", csrf, "flags", "!new_checkout\nbutton=blue", "days", "1");
    assertEquals(200, ann.post(server.uri("testers"), form).statusCode());
  }

  @Test
  void page_isAnotherOneWhenTheOwnSetTakesAName() {
    String before = version();
    store.put(Flag.off("new_checkout"), null, Change.by("test", null));
    assertFalse(before.equals(version()));
    assertFalse(page("").contains("new_checkout</th><td>launchdarkly"));
  }

  private String version() {
    return ann.get(server.uri("api/flags")).headers().firstValue("ETag").orElseThrow();
  }
}
