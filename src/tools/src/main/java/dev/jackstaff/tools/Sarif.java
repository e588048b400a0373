package dev.jackstaff.tools;

import dev.jackstaff.hygiene.Finding;
import dev.jackstaff.hygiene.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Findings as SARIF 2.1.0, the form that code scanners hand on. */
final class Sarif {
  private Sarif() {}

  static Object of(Report report) {
    List<Object> results = new ArrayList<>();
    report.findings().forEach(finding -> results.add(result(finding, report)));
    return of(Arrays.stream(Verdict.values()).map(Object::toString).toList(), results);
  }

  /** Returns the log of one run with the ids of its rules. */
  static Object of(List<String> ids, List<Object> results) {
    List<Object> rules = new ArrayList<>();
    ids.forEach(id -> rules.add(Map.of("id", id, "name", id)));
    Map<String, Object> driver = Map.of("name", "jackstaff-tools", "rules", rules);
    Object run = Map.of("tool", Map.of("driver", driver), "results", results);
    return Map.of(
        "$schema",
        "https://json.schemastore.org/sarif-2.1.0.json",
        "version",
        "2.1.0",
        "runs",
        List.of(run));
  }

  private static Object result(Finding finding, Report report) {
    List<SourceLine> places = report.places(finding);
    return result(
        finding.verdict().toString(),
        report.level(finding),
        finding.flag() + " " + finding.message(),
        places.isEmpty()
            ? List.of(defined(finding.flag(), report.definedIn()))
            : places.stream().map(Sarif::location).toList());
  }

  /** Returns one result. */
  static Object result(String rule, String level, String message, List<Object> locations) {
    return Map.of(
        "ruleId", rule, "level", level, "message", Map.of("text", message), "locations", locations);
  }

  static Object location(SourceLine place) {
    return Map.of(
        "physicalLocation",
        Map.of(
            "artifactLocation",
            Map.of("uri", place.uri()),
            "region",
            Map.of("startLine", place.line())));
  }

  /** A database has no lines. */
  private static Object defined(String flag, String database) {
    return Map.of(
        "logicalLocations",
        List.of(Map.of("name", flag, "fullyQualifiedName", database + "#" + flag)));
  }
}
