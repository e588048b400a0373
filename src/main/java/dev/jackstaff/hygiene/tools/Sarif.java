package dev.jackstaff.hygiene.tools;

import dev.jackstaff.hygiene.Finding;
import dev.jackstaff.hygiene.Verdict;
import dev.jackstaff.hygiene.refs.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Findings as SARIF 2.1.0, the form that code scanners hand on. */
final class Sarif {
  private Sarif() {}

  static Object of(Report report) {
    Map<String, Object> driver = Map.of("name", "jackstaff-tools", "rules", rules());
    List<Object> results = new ArrayList<>();
    report.findings().forEach(finding -> results.add(result(finding, report.level(finding))));
    Object run = Map.of("tool", Map.of("driver", driver), "results", results);
    return Map.of(
        "$schema",
        "https://json.schemastore.org/sarif-2.1.0.json",
        "version",
        "2.1.0",
        "runs",
        List.of(run));
  }

  private static List<Object> rules() {
    List<Object> rules = new ArrayList<>();
    Arrays.stream(Verdict.values())
        .map(Object::toString)
        .forEach(id -> rules.add(Map.of("id", id, "name", id)));
    return rules;
  }

  private static Object result(Finding finding, String level) {
    List<Object> places = new ArrayList<>();
    finding.places().forEach(place -> places.add(location(place)));
    return Map.of(
        "ruleId",
        finding.verdict().toString(),
        "level",
        level,
        "message",
        Map.of("text", finding.flag() + " " + finding.message()),
        "locations",
        places);
  }

  private static Object location(Reference place) {
    return Map.of(
        "physicalLocation",
        Map.of(
            "artifactLocation",
            Map.of("uri", place.file().replace(" ", "%20")),
            "region",
            Map.of("startLine", Math.max(1, place.line()))));
  }
}
