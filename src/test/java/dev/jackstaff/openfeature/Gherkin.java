package dev.jackstaff.openfeature;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.FlagSet;
import dev.jackstaff.openfeature.gherkin.Steps;
import dev.jackstaff.openfeature.gherkin.Subject;
import dev.jackstaff.store.FileFlagStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestReporter;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/**
 * OpenFeature's own suite, as it is in the folder that the system property {@code
 * jackstaff.conformance} names; it is no part of this project, and no scenario is changed.
 */
public final class Gherkin {
  /**
   * The scenarios that the Java SDK excludes from its own run (GherkinSpecTest), with the reasons.
   */
  public static final Map<String, String> LEFT_OUT_BY_THE_SDK =
      Map.of(
          "@reason-codes-cached", "a provider may have a cache, and need not",
          "@async", "the SDK has no calls that answer later",
          "@immutability", "of the SDK's own objects",
          "@evaluation-options", "of the SDK's own hooks");

  private Gherkin() {}

  /** The suite's flags, as a document of this library says them. */
  public static FlagSet flags() {
    return read("gherkin-flags.json");
  }

  static FlagSet read(String resource) {
    return FileFlagStore.read(
        Objects.requireNonNull(Gherkin.class.getResource(resource), resource));
  }

  /** A file of the suite. The test is skipped if no folder is named, and fails without the file. */
  static Path file(String name) {
    String folder = System.getProperty("jackstaff.conformance");
    Path file = Path.of(folder == null ? "missing" : folder, name);
    String fault =
        "-Djackstaff.conformance=FOLDER should name a copy of specification/assets/gherkin of"
            + " github.com/open-feature/spec: no file "
            + file;
    Assumptions.assumeTrue(folder != null, fault);
    assertTrue(Files.isRegularFile(file), fault);
    return file;
  }

  /**
   * Runs the suite and gives a test per scenario that ran.
   *
   * @param subject what is tried
   * @param leftOut which scenarios do not run, by tags or by their name, and why
   * @param reporter told of them
   */
  public static List<DynamicTest> run(
      Subject subject, Map<String, String> leftOut, TestReporter reporter) {
    Path feature = file("evaluation_v2.feature");
    Steps.subject(subject);
    Events events =
        EngineTestKit.engine("cucumber")
            .selectors(DiscoverySelectors.selectFile(feature.toFile()))
            .configurationParameter("cucumber.glue", Steps.class.getPackageName())
            .configurationParameter("cucumber.publish.quiet", "true")
            .configurationParameter("cucumber.junit-platform.naming-strategy", "long")
            .configurationParameter("cucumber.filter.tags", tags(leftOut))
            .configurationParameter("cucumber.filter.name", names(leftOut))
            .execute()
            .testEvents();
    report(events, leftOut, reporter);
    return events.finished().map(Gherkin::scenario).toList();
  }

  private static String tags(Map<String, String> leftOut) {
    return leftOut.keySet().stream()
        .filter(which -> which.startsWith("@"))
        .collect(joining(") or (", "not ((", "))"));
  }

  private static String names(Map<String, String> leftOut) {
    return leftOut.keySet().stream()
        .filter(which -> !which.startsWith("@"))
        .map(name -> "(?!" + Pattern.quote(name) + "$)")
        .collect(joining("", "", ".*"));
  }

  /** Fails if an excluded scenario has no reason, or a reason excludes nothing. */
  private static void report(Events events, Map<String, String> leftOut, TestReporter reporter) {
    List<TestDescriptor> skipped = events.skipped().map(Event::getTestDescriptor).toList();
    assertEquals(
        List.of(),
        skipped.stream()
            .filter(scenario -> leftOut.keySet().stream().noneMatch(key -> is(scenario, key)))
            .map(TestDescriptor::getDisplayName)
            .toList(),
        "skipped without a reason");
    leftOut.forEach(
        (which, why) -> {
          long count = skipped.stream().filter(scenario -> is(scenario, which)).count();
          assertNotEquals(0, count, "no scenario is " + which);
          reporter.publishEntry("left out", count + " " + which + ": " + why);
        });
    reporter.publishEntry(
        "ran", events.finished().count() + ", left out " + skipped.size() + " scenarios");
  }

  /** By its name, or by tags joined by "and", each perhaps after a "not". */
  private static boolean is(TestDescriptor scenario, String which) {
    if (!which.startsWith("@")) {
      return scenario.getDisplayName().contains(" - " + which + " - ");
    }
    return Arrays.stream(which.split(" and "))
        .allMatch(
            tag ->
                scenario.getTags().contains(TestTag.create(tag.substring(tag.indexOf('@') + 1)))
                    != tag.startsWith("not "));
  }

  private static DynamicTest scenario(Event event) {
    TestExecutionResult result = event.getRequiredPayload(TestExecutionResult.class);
    return DynamicTest.dynamicTest(
        event.getTestDescriptor().getDisplayName(),
        () -> {
          if (result.getThrowable().isPresent()) {
            throw result.getThrowable().get();
          }
          assertEquals(TestExecutionResult.Status.SUCCESSFUL, result.getStatus());
        });
  }
}
