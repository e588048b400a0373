package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Layer;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.store.MemoryFlagStore;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each problem that the parser finds in the form of a flag is shown at the control that has it. */
final class FormErrorsIT {
  private static final Pattern PROBLEM = Pattern.compile("<li>(.*?)</li>");
  private static final Pattern ERROR =
      Pattern.compile("<p class=\"error\" id=\"([^\"]+)\">(.*?)</p>");
  private static final Pattern CONTROL =
      Pattern.compile("<(?:input|textarea|fieldset|div)\\b[^>]*>");
  private static final Pattern DESCRIBED = Pattern.compile(" aria-describedby=\"([^\"]+)\"");
  private static final Pattern NAME = Pattern.compile(" name=\"([^\"]+)\"");
  private static final Pattern LABEL = Pattern.compile(" aria-label=\"([^\"]+)\"");
  private static final Pattern RULE = Pattern.compile(" data-rule=\"([^\"]+)\"");

  private final MemoryFlagStore store =
      MemoryFlagStore.of(
          FlagSet.of(
              List.of(
                  Flag.builder("old").layer(new Layer("shop", 0, 50)).enabled(true).build(),
                  Flag.on("a")),
              Map.of("staff", Condition.is("a", "b")),
              Map.of("careful", List.of(Schedule.Step.days(0, 1)))));
  private final ConsoleServer server = ConsoleServer.start(store);
  private final ConsoleClient ann = ConsoleClient.as("ann");

  @AfterEach
  void close() {
    server.close();
  }

  /** Saves a form with these fields, {@code name=value} with blanks between them. */
  private String save(String fields) {
    String body =
        Arrays.stream(fields.split(" "))
            .map(field -> field.split("=", 2))
            .map(pair -> ConsoleClient.encode(pair[0]) + "=" + ConsoleClient.encode(pair[1]))
            .collect(Collectors.joining("&"));
    String csrf = ann.csrf(server.uri("flag/a/edit"));
    String revision = store.find("a").orElseThrow().revision();
    HttpResponse<String> answer =
        ann.send(
            "POST",
            server.uri("flag/a/edit"),
            body
                + "&revision="
                + ConsoleClient.encode(revision)
                + "&_csrf="
                + ConsoleClient.encode(csrf),
            "Content-Type",
            "application/x-www-form-urlencoded");
    assertEquals(422, answer.statusCode());
    return answer.body();
  }

  /** Returns the names of the controls that an error describes, a repeated one with its number. */
  private static List<String> describedBy(String page, String error) {
    List<String> named = new ArrayList<>();
    List<String> before = new ArrayList<>();
    Matcher controls = CONTROL.matcher(page);
    while (controls.find()) {
      String tag = controls.group();
      String name = name(tag);
      if (first(DESCRIBED, tag).equals(error)) {
        long same = before.stream().filter(name::equals).count();
        named.add(same == 0 ? name : name + "#" + same);
        assertEquals(tag.startsWith("<input") || tag.startsWith("<textarea"), isInvalid(tag), tag);
      }
      before.add(name);
    }
    return named;
  }

  private static String name(String tag) {
    String name = first(NAME, tag);
    String rule = first(RULE, tag);
    return !name.isEmpty() ? name : !rule.isEmpty() ? "rule " + rule : first(LABEL, tag);
  }

  private static boolean isInvalid(String tag) {
    return tag.contains(" aria-invalid=\"true\"");
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }

  /** Returns the errors beside the controls, by what they describe. */
  private static Map<List<String>, String> errors(String page) {
    return ERROR
        .matcher(page)
        .results()
        .collect(Collectors.toMap(it -> describedBy(page, it.group(1)), it -> it.group(2)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "rollout=percentage percentage=140 | percentage | must be between 0 and 100",
        "rollout=schedule start=never stepOffset=0 stepPercentage=1 | start | must be",
        "rollout=schedule start=2026-01-01 zone=Mars stepOffset=0 stepPercentage=1 | zone | time zone",
        "rollout=schedule start=2026-01-01 plan=quick | plan | unknown plan",
        "rollout=schedule start=2026-01-01 stepOffset=soon stepPercentage=1 | stepOffset | &#39;soon&#39;",
        "rollout=schedule start=2026-01-01 stepOffset=0 stepPercentage=1 stepOffset=1 stepPercentage=x"
            + " | stepPercentage#1 | must be",
        "rollout=schedule start=2026-01-01 stepOffset=0 stepPercentage=1 stepOffset=PT-1H"
            + " stepPercentage=5 | stepOffset#1 | 0 or more",
        "rollout=schedule start=2026-01-01 stepOffset= stepPercentage=5 | stepOffset | whole number",
        "rollout=schedule start=2026-01-01 stepOffset=1 stepPercentage=500 | stepPercentage | 100",
        "rollout=schedule start=2026-01-01 stepOffset=0 stepPercentage=5 stepSegment=staff"
            + " | stepPercentage | percentage",
        "rollout=schedule start=2026-01-01 stepOffset=0 stepSegment=staff stepPercentage= stepOffset=1"
            + " stepSegment=strangers stepPercentage= | Steps,stepSegment#1 | unknown segment",
        "rollout=schedule start=2026-01-01 stepOffset=0 stepPercentage=5 stepOffset=0 stepPercentage=6"
            + " | Steps | same time",
        "rollout=schedule start=2026-01-01 | Steps | at least one step",
        "variantName=a variantWeight=x variantValue= | variantWeight | must be a weight",
        "variantName=a variantWeight=1 variantValue=1 variantName=b variantWeight=-1 variantValue=2"
            + " | variantName#1,variantWeight#1 | 0 or more",
        "variantName=a variantWeight=1 variantValue=1 variantName=b/c variantWeight=1 variantValue=\"x\""
            + " | variantName#1,variantWeight#1 | one type",
        "variantName=a variantWeight=0 variantValue= | Variants | more than 0",
        "rule=0 rule.0.outcome=percentage rule.0.percentage=101 | rule.0.percentage | 100",
        "rule=0 rule.0.outcome=on rule=1 rule.1.outcome=variant rule.1.variant=blue"
            + " | rule.1.variant | unknown variant",
        "rule=0 rule.0.outcome=on rule.0.path=b rule.0.operator=$eq rule.0.value=1 rule.0.path=b/c"
            + " rule.0.operator=$regex rule.0.value=( | rule.0.value#1 | $regex",
        "rule=0 rule.0.outcome=on rule.0.path=b rule.0.operator=$gt rule.0.value=1 rule.0.path=b"
            + " rule.0.operator=$regex rule.0.value=( | rule.0.value#1 | $regex",
        "rule=0 rule.0.outcome=on rule.0.path= rule.0.operator=$inSegment rule.0.value=strangers"
            + " | rule 0 | unknown segment",
        "rule=0 rule.0.outcome=on rule.0.json={\"$nor\":1} | rule.0.json | $nor",
        "guard.shown=1 guard=on guard/slow=PT0S | guard/slow | positive duration",
        "guard.shown=1 guard=on guard/metrics=buy | guard/metrics | must be",
        "layer/name=shop layer/from=20 layer/to=300 | layer/from | 0 to 100",
        "layer/name=shop layer/from=20 layer/to=70 enabled=on | layer/from | overlaps",
        "requires=nothing | requires | unknown flag",
        "json.rules=[{\"if\":7}] | json.rules | rules[0]",
      })
  void problem_isShownAtItsControl(String fields, String control, String message) {
    String page = save(fields);
    Map<List<String>, String> errors = errors(page);
    assertEquals(
        List.of(control.split(",")), List.copyOf(errors.keySet()).get(0), errors::toString);
    assertEquals(1, errors.size(), errors::toString);
    String error = errors.values().iterator().next();
    assertTrue(error.contains(message), error);
    List<String> listed = PROBLEM.matcher(page).results().map(it -> it.group(1)).toList();
    assertTrue(listed.stream().anyMatch(error::contains), listed + " and " + error);
  }

  /** No problem is in the summary alone, and each is shown once. */
  @Test
  void severalProblems_areEachShownAtTheirControl() {
    String page =
        save(
            "rollout=schedule start=never zone=Mars stepOffset=soon stepPercentage=x stepOffset=1"
                + " stepPercentage=101 rule=0 rule.0.outcome=percentage rule.0.percentage=x"
                + " rule.0.path=b rule.0.operator=$regex rule.0.value=( variantName=a"
                + " variantWeight=x variantValue= guard.shown=1 guard=on guard/alpha=2");
    Map<List<String>, String> errors = errors(page);
    assertFalse(errors.containsKey(List.of()), errors::toString);
    List<String> listed =
        PROBLEM
            .matcher(page.substring(page.indexOf("id=\"problems\""), page.indexOf("<form method")))
            .results()
            .map(it -> it.group(1))
            .sorted()
            .toList();
    assertEquals(9, listed.size(), listed::toString);
    assertEquals(listed, errors.values().stream().sorted().toList());
  }
}
