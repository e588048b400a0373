package dev.jackstaff.tools;

import dev.jackstaff.hygiene.Finding;
import dev.jackstaff.hygiene.Origin;
import dev.jackstaff.hygiene.Reference;
import dev.jackstaff.hygiene.References;
import dev.jackstaff.hygiene.Verdict;
import dev.jackstaff.hygiene.Veto;
import dev.jackstaff.internal.json.PlainJson;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The findings of a run, for people and for programs.
 *
 * @param found the places
 * @param findings what is wrong
 * @param failOn which of it fails the command
 * @param definitions where the flags are defined, or null if nobody has said
 */
record Report(
    References found,
    List<Finding> findings,
    Set<Verdict> failOn,
    @Nullable FlagLocation definitions) {

  /** The format of the output. */
  enum Format {
    TEXT,
    JSON,
    CSV,
    SARIF,
    GITHUB
  }

  boolean isFailure() {
    return findings.stream().anyMatch(this::fails);
  }

  private boolean fails(Finding finding) {
    return failOn.contains(finding.verdict()) && !finding.isHeld();
  }

  /**
   * Returns the places of a finding: in the code, or else in the definition; none in a database.
   */
  List<SourceLine> places(Finding finding) {
    if (!finding.places().isEmpty() || definitions == null) {
      return finding.places().stream().map(SourceLine::of).toList();
    }
    Integer line = definitions.lines().get(finding.flag());
    return line == null ? List.of() : List.of(SourceLine.of(definitions.path(), line));
  }

  /** Returns the name of the document or database. */
  String definedIn() {
    return definitions == null ? "" : definitions.shown();
  }

  void print(Format format, PrintWriter out) {
    switch (format) {
      case TEXT -> text(out);
      case JSON -> out.println(PlainJson.pretty(json()));
      case CSV -> csv(out);
      case SARIF -> out.println(PlainJson.pretty(Sarif.of(this)));
      case GITHUB -> github(out);
    }
  }

  private void text(PrintWriter out) {
    found
        .byFlag()
        .forEach(
            (flag, places) -> {
              out.println(flag);
              places.forEach(place -> out.println("  " + line(place)));
            });
    List<Reference> unknown = found.unknown();
    if (!unknown.isEmpty()) {
      out.println("keys that are known only at run time");
      unknown.forEach(place -> out.println("  " + line(place)));
    }
    findings.forEach(finding -> text(finding, out));
    out.println(summary());
  }

  private static void text(Finding finding, PrintWriter out) {
    out.println(finding.verdict() + ": " + finding.flag() + " " + finding.message());
    if (!finding.isHeld()) {
      out.println("next: " + finding.next());
      if (finding.command() != null) {
        out.println("run: " + finding.command());
      }
    }
  }

  private static String line(Reference place) {
    String what = place.kind() == Reference.Kind.ASKED ? "" : place.kind().text() + " ";
    return place.place() + "  " + what + place.how() + origin(place.origin());
  }

  private static String origin(@Nullable Origin origin) {
    if (origin == null) {
      return "";
    }
    String since =
        origin.since() == null
            ? "not committed"
            : "since " + origin.since() + " by " + origin.commit();
    return "  (" + since + (origin.owner() == null ? "" : ", " + origin.owner()) + ")";
  }

  private String summary() {
    return found.byFlag().size()
        + " flags in "
        + found.all().size()
        + " places, of "
        + found.classes()
        + " classes and "
        + found.files()
        + " text files";
  }

  private Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> flags = new LinkedHashMap<>();
    found
        .byFlag()
        .forEach((flag, places) -> flags.put(flag, places.stream().map(Report::json).toList()));
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("flags", flags);
    all.put("unknown", found.unknown().stream().map(Report::json).toList());
    all.put("findings", findings.stream().map(Report::json).toList());
    all.put("classes", found.classes());
    all.put("files", found.files());
    all.put("uncompiled", found.uncompiled());
    return all;
  }

  private static Map<String, @Nullable Object> json(Reference place) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("file", place.file());
    json.put("line", place.line());
    json.put("kind", place.kind().text());
    json.put("how", place.how());
    Origin origin = place.origin();
    if (origin != null) {
      json.put("since", origin.since() == null ? null : origin.since().toString());
      json.put("commit", origin.commit());
      json.put("owner", origin.owner());
    }
    return json;
  }

  private static Map<String, @Nullable Object> json(Finding finding) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("verdict", finding.verdict().toString());
    json.put("flag", finding.flag());
    json.put("message", finding.message());
    json.put("next", finding.next());
    json.put("command", finding.command());
    json.put("held", finding.held().keySet().stream().sorted().map(Veto::toString).toList());
    return json;
  }

  private void csv(PrintWriter out) {
    out.println("flag,kind,how,file,line,since,commit,owner,verdicts");
    for (Reference place : found.all()) {
      Origin origin = place.origin();
      out.println(
          row(
              place.flag(),
              place.kind().text(),
              place.how(),
              place.file(),
              place.line(),
              origin == null ? null : origin.since(),
              origin == null ? null : origin.commit(),
              origin == null ? null : origin.owner(),
              verdicts(place.flag())));
    }
    findings.stream()
        .filter(finding -> finding.places().isEmpty())
        .forEach(finding -> out.println(defined(finding)));
  }

  private String defined(Finding finding) {
    String flag = finding.flag();
    return places(finding).stream()
        .findFirst()
        .map(p -> row(flag, "defined", "", p.file(), p.line(), "", "", "", verdicts(flag)))
        .orElseGet(() -> row(flag, "defined", "", definedIn(), "", "", "", "", verdicts(flag)));
  }

  private String verdicts(@Nullable String flag) {
    return findings.stream()
        .filter(finding -> finding.flag().equals(flag))
        .map(finding -> finding.verdict().toString())
        .collect(Collectors.joining(" "));
  }

  /** By RFC 4180. */
  private static String row(@Nullable Object... cells) {
    StringBuilder row = new StringBuilder();
    for (Object cell : cells) {
      String text = cell == null ? "" : cell.toString();
      row.append(row.isEmpty() && cell == cells[0] ? "" : ",");
      row.append(text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text);
    }
    return row.toString();
  }

  private void github(PrintWriter out) {
    for (Finding finding : findings) {
      String level = fails(finding) ? "error" : "warning";
      String title = finding.verdict() + " flag";
      String message = finding.flag() + " " + finding.message();
      List<SourceLine> places = places(finding);
      if (places.isEmpty()) {
        String where = definitions == null ? "" : " (" + definedIn() + ")";
        out.println(GithubCommand.annotation(level, title, null, message + where));
      }
      places.forEach(place -> out.println(GithubCommand.annotation(level, title, place, message)));
    }
  }

  String level(Finding finding) {
    return fails(finding) ? "error" : "warning";
  }
}
