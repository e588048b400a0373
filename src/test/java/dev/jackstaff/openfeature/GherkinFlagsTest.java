package dev.jackstaff.openfeature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The flags of OpenFeature's suite, as a document of this library says them. */
class GherkinFlagsTest {
  private static final FlagSet FLAGS = Gherkin.flags();

  private static Map<String, JsonNode> suite() throws IOException {
    String text = Files.readString(Gherkin.file("test-flags.json"));
    Map<String, JsonNode> flags = new LinkedHashMap<>();
    JsonMapper.shared().readTree(text).forEachEntry(flags::put);
    assertTrue(flags.size() > 1);
    return flags;
  }

  @Test
  void document_hasEveryFlagOfTheSuiteAndNoOther() throws Exception {
    assertEquals(List.copyOf(suite().keySet()), FLAGS.flags().stream().map(Flag::name).toList());
  }

  @Test
  void flag_hasTheVariantsMetadataAndStateThatTheSuiteSays() throws Exception {
    suite().forEach((name, said) -> assertSame(said, FLAGS.find(name).orElseThrow()));
  }

  private static void assertSame(JsonNode said, Flag flag) {
    Map<String, Object> variants = new LinkedHashMap<>();
    flag.variants().forEach(variant -> variants.put(variant.name(), variant.value()));
    assertEquals(plain(said.path("variants")), variants, flag.name());
    assertEquals(plain(said.path("flagMetadata")), flag.about().metadata(), flag.name());
    assertEquals(said.path("disabled").asBoolean(false), flag.isKilled(), flag.name());
    assertEquals(said.has("contextEvaluator"), !flag.rules().isEmpty(), flag.name());
    assertDefault(said.path("defaultVariant"), flag);
  }

  /**
   * Returns the variant that is served without targeting, the one with a weight; off if there is
   * none.
   */
  private static void assertDefault(JsonNode variant, Flag flag) {
    assertEquals(variant.isString(), flag.enabled(), flag.name());
    if (variant.isString()) {
      List<String> served =
          flag.variants().stream().filter(v -> v.weight() > 0).map(Variant::name).toList();
      assertEquals(List.of(variant.stringValue()), served, flag.name());
    }
  }

  private static Map<?, ?> plain(JsonNode node) {
    return node.isObject() ? JsonMapper.shared().treeToValue(node, Map.class) : Map.of();
  }
}
