package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.WaitUntilState;
import dev.jackstaff.Figures;
import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Saving a definition that nobody has touched, through the real form of a real browser. */
@OnlyWithAll
class ConsoleFormIT {
  private static final long SEED = 20261130L;
  private static final int RANDOM_FLAGS = Integer.getInteger("random.flags", 200);

  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  /** Line breaks are sent as the HTML standard says: as CR and LF. */
  private static final String POST =
      """
      async () => {
        const page = await (await fetch(location.href)).text();
        const form = new DOMParser().parseFromString(page, 'text/html').querySelector('form.edit');
        const fields = [...new FormData(form)]
            .map(pair => pair.map(text => text.replace(/\\r\\n|\\r|\\n/g, '\\r\\n')));
        const answer = await fetch(new URL(form.getAttribute('action'), location.href), {
          method: 'POST', body: new URLSearchParams(fields), redirect: 'manual'
        });
        return answer.type;
      }
      """;

  /** Values that a browser, a blank, a comma or a line break would change. */
  private static final List<String> ODD =
      List.of(
          "{\"salt\": \" s \", \"percentage\": 50}",
          "{\"salt\": \"a\\nb\", \"percentage\": 50}",
          "{\"users\": [\"x\\ny\", \"z\"]}",
          "{\"users\": [\" x\", \"y \", \"\\tz\", \"\"]}",
          "{\"users\": [\"x\\ry\", \"x\\r\\ny\", \"\\u0000\", \"\\u0085\", \"\\u2028\"]}",
          "{\"description\": \" two\\r\\nlines \"}",
          "{\"description\": \"one\\n\\ntwo\\n\"}",
          "{\"description\": \"\\ntwo\"}",
          "{\"owner\": \"a  b\", \"tags\": [\"a,b\", \"c d\", \"e\"]}",
          "{\"bucketBy\": \" company\", \"percentage\": 10}",
          "{\"percentage\": 1e-7}",
          "{\"percentage\": 33.333333333333336}",
          "{\"variants\": {\"a \": 1, \"b\": 2}}",
          "{\"variants\": {\"a\": {\"weight\": 1, \"value\": \"x\\ny\"}, \"b\": {\"weight\": 1, \"value\": \" \"}}}",
          "{\"variants\": {\"a\": {\"weight\": 0.1, \"value\": {\"k\": [1, null, \"<b>\"]}}, \"b\": {\"weight\": 1, \"value\": {}}}}",
          "{\"rules\": [{\"if\": {\"mail\": {\"$regex\": \" .* \"}}, \"enabled\": true}]}",
          "{\"rules\": [{\"if\": {\"a b \": \"x\"}, \"enabled\": true}]}",
          "{\"rules\": [{\"if\": {\"a\": {\"$in\": [\"x, y\", \"\", \" z\"]}}, \"enabled\": false}]}",
          "{\"rules\": [{\"if\": {\"a\": {\"$in\": [1, \"1\", true, \"true\", null]}}, \"percentage\": 5}]}",
          "{\"rules\": [{\"if\": {\"a\": {\"$eq\": {\"b\": 1}}}, \"enabled\": true}]}",
          "{\"rules\": [{\"if\": {\"$or\": [{\"a\": \"\"}, {\"b\": {\"$exists\": false}}]}, \"enabled\": true}]}",
          "{\"rules\": [{\"if\": {\"a\": \"\"}, \"enabled\": true}]}",
          "{\"rules\": [{\"if\": {\"v\": {\"$vgte\": \"1.2 \"}}, \"enabled\": true}]}",
          "{\"rules\": [{\"if\": {}, \"variant\": \"a\"}], \"variants\": {\"a\": 1, \"b\": 1}}",
          "{\"schedule\": {\"start\": \"2026-11-20\", \"steps\": [[0, 1], [\"PT6H\", 2.5]], \"zone\": \"Europe/Berlin\", \"hold\": \"2026-11-21T00:00:00Z\"}}",
          "{\"killed\": {\"by\": \"ann\", \"at\": \"2026-11-20T00:00:00Z\", \"reason\": \"x\"}, \"enabled\": true}",
          "{\"metadata\": {\"a\": [1, {\"b\": null}]}, \"guard\": {}, \"percentage\": 5, \"created\": \"2026-01-01\"}",
          "{\"percentage\": 5, \"guard\": {\"errors\": false, \"slow\": \"auto\", \"metrics\": {\"a b\": \"up\", \"c\": \"down\"}, \"window\": \"PT1H\", \"alpha\": 0.01, \"then\": \"hold\", \"min\": 0, \"atLeast\": 8, \"patience\": \"PT5S\", \"tolerance\": 0.01, \"perAddress\": 10}}",
          "{\"percentage\": 5, \"guard\": {\"metrics\": {\" a\": \"up\", \"c\\nd\": \"down\"}}}",
          "{\"enabled\": true, \"layer\": {\"name\": \"shop\", \"from\": 0, \"to\": 33.5}}",
          "{\"schedule\": {\"start\": \"2026-11-20\", \"steps\": [[0, 1], [\"PT30H\", 100]], \"granted\": 1}}",
          "{\"requires\": [\"!plain\"], \"type\": \"ops\", \"permanent\": true}",
          "true",
          "false");

  private static final List<String> TEXTS =
      List.of(
          "a", " a", "a ", "a,b", "a b", "x\ny", "x\r\ny", "", "\"q\"", "true", "1", "<b>", "é🏴");

  private static Map<String, Flag> odd() {
    Map<String, Flag> flags = new LinkedHashMap<>();
    for (int i = 0; i < ODD.size(); i++) {
      flags.put("odd" + i, FlagJson.readFlag("odd" + i, ODD.get(i), "odd" + i));
    }
    return flags;
  }

  private static Map<String, Flag> known() {
    Map<String, Flag> flags = new LinkedHashMap<>();
    Set<String> known = new HashSet<>();
    documents()
        .filter(flag -> known.add(FlagJson.writeFlag(flag)))
        .forEach(flag -> flags.put(flags.size() + flag.name(), flag));
    return flags;
  }

  private static Map<String, Flag> random() {
    Map<String, Flag> flags = new LinkedHashMap<>();
    Random random = new Random(SEED);
    for (int made = 0; made < RANDOM_FLAGS; ) {
      String name = "random" + made;
      try {
        flags.put(name, FlagJson.readFlag(name, random(random), name));
        made++;
      } catch (InvalidFlagsException unlucky) {
        // Another one.
        assertTrue(!unlucky.problems().isEmpty());
      }
    }
    return flags;
  }

  /** The definitions of the sample, of the manual and of the tests. */
  private static Stream<Flag> documents() {
    List<Flag> flags = new ArrayList<>();
    for (String root :
        List.of("sample-webapp/src", "src/site", "src/test/resources", "README.md")) {
      try (Stream<Path> files = Files.walk(Path.of(root))) {
        files.filter(Files::isRegularFile).forEach(file -> flags.addAll(flags(file)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    assertTrue(flags.size() > 20, flags.size() + " definitions");
    return flags.stream();
  }

  private static List<Flag> flags(Path file) {
    try {
      String name = file.toString();
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      if (name.endsWith(".json")) {
        return read(text);
      }
      List<Flag> flags = new ArrayList<>();
      if (name.endsWith(".md")) {
        for (String part : text.split("```", -1)) {
          int brace = part.indexOf('{');
          flags.addAll(brace < 0 ? List.of() : read(part.substring(brace)));
        }
      }
      return flags;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Flag> read(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      return List.copyOf(FlagDocument.read(bytes, "file").flags());
    } catch (InvalidFlagsException other) {
      return List.of();
    }
  }

  private static String text(Random random) {
    String text = TEXTS.get(random.nextInt(TEXTS.size()));
    return PlainJson.write(text);
  }

  private static String random(Random random) {
    List<String> parts = new ArrayList<>();
    parts.add("\"enabled\": " + random.nextBoolean());
    parts.add("\"users\": [" + text(random) + ", " + text(random) + "]");
    parts.add("\"description\": " + text(random));
    parts.add("\"tags\": [" + text(random) + "]");
    parts.add("\"owner\": " + text(random));
    parts.add("\"salt\": " + text(random));
    parts.add("\"percentage\": " + random.nextDouble() * 100);
    parts.add(
        "\"rules\": [{\"if\": {" + text(random) + ": " + text(random) + "}, \"enabled\": true}]");
    parts.add(
        "\"rules\": [{\"if\": {\"a\": {\"$nin\": ["
            + text(random)
            + ", "
            + text(random)
            + "]}}, \"percentage\": "
            + random.nextInt(100)
            + "}]");
    parts.add(
        "\"variants\": {\"a\": " + random.nextInt(5) + ", \"b\": " + random.nextDouble() + "}");
    parts.add(
        "\"variants\": {\"a\": {\"weight\": 1, \"value\": "
            + text(random)
            + "}, \"b\": {\"weight\": 2, \"value\": "
            + text(random)
            + "}}");
    parts.add("\"metadata\": {" + text(random) + ": " + text(random) + "}");
    Collections.shuffle(parts, random);
    return "{" + String.join(", ", parts.subList(0, 1 + random.nextInt(5))) + "}";
  }

  @Test
  void oddDefinition_savedUnchanged_staysAsItIs() {
    saved(odd(), ConsoleFormIT::click);
  }

  @Test
  void oddDefinition_postedAsAPageWould_staysAsItIs() {
    saved(odd(), ConsoleFormIT::post);
  }

  @Test
  void knownDefinition_savedUnchanged_staysAsItIs() {
    saved(known(), ConsoleFormIT::post);
  }

  @Test
  void randomDefinition_savedUnchanged_staysAsItIs() {
    saved(random(), ConsoleFormIT::post);
  }

  /** Opens the form and presses its button. */
  private static void click(Page page, String form) {
    page.navigate(form);
    page.locator(".edit .save button.primary").click();
    page.waitForURL(
        "**/flag/edited", new Page.WaitForURLOptions().setWaitUntil(WaitUntilState.COMMIT));
  }

  /**
   * Has the browser read the form and send its fields, without showing it: what fields hold and
   * what becomes of it are the browser's rules, and hundreds take seconds.
   */
  private static void post(Page page, String form) {
    if (!page.url().equals(form)) {
      page.navigate(form);
    }
    assertEquals("opaqueredirect", page.evaluate(POST), form);
  }

  private static void saved(Map<String, Flag> corpus, BiConsumer<Page, String> save) {
    Map<String, Condition> segments = new LinkedHashMap<>();
    Map<String, List<Schedule.Step>> plans = new LinkedHashMap<>();
    for (Flag flag : corpus.values()) {
      flag.segments().forEach(name -> segments.put(name, Condition.is("a", "b")));
      if (flag.schedule() != null && flag.schedule().plan() != null) {
        plans.put(flag.schedule().plan(), flag.schedule().steps());
      }
    }
    MemoryFlagStore store =
        MemoryFlagStore.of(FlagSet.of(List.of(Flag.on("plain")), segments, plans));
    List<String> changed = new ArrayList<>();
    try (ConsoleServer server = ConsoleServer.start(store)) {
      Page page = CHROMIUM.as("ann");
      // The form alone, since there are hundreds of it.
      page.route("**/assets/*", Route::abort);
      String form = server.uri("flag/edited/edit").toString();
      corpus.forEach(
          (name, flag) -> {
            Flag only = flag.toBuilder().requires(List.of()).build();
            Flag edited = FlagJson.readFlag("edited", FlagJson.writeFlag(only), "edited");
            put(store, edited);
            String before = FlagJson.writeFlag(edited);
            save.accept(page, form);
            String after = FlagJson.writeFlag(store.flags().find("edited").orElseThrow());
            if (!after.equals(before)) {
              changed.add(name + ": " + before + " became " + after);
            }
          });
    }
    Figures.record("%s", "saved unchanged: " + corpus.size() + " definitions");
    assertEquals(List.of(), changed, corpus.size() + " definitions");
  }

  private static void put(MemoryFlagStore store, Flag flag) {
    String present = store.find("edited").map(found -> found.revision()).orElse(null);
    store.put(flag, present, Change.by("test", null));
  }
}
