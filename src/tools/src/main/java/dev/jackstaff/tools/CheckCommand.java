package dev.jackstaff.tools;

import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.tools.check.FileFinding;
import dev.jackstaff.tools.check.FileFinding.CheckRule;
import dev.jackstaff.tools.check.FlagFileCheck;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists all problems of flag files, and doubtful definitions in valid ones. */
@Command(
    name = "check",
    description = {
      "Lists all problems of flag files, and warns of doubtful definitions in valid ones.",
      "Exits with 1 if a file is invalid."
    },
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "text, json, sarif or github; default ${DEFAULT-VALUE}")
  private CheckFormat format = CheckFormat.TEXT;

  @Option(names = "--strict", description = "exit with 1 for warnings too")
  private boolean strict;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "flag files")
  private List<Path> files = List.of();

  /** The output formats. */
  enum CheckFormat {
    TEXT,
    JSON,
    SARIF,
    GITHUB
  }

  CheckCommand() {}

  @Override
  public Integer call() {
    List<FileFinding> findings = new ArrayList<>();
    Instant now = Instant.now();
    files.forEach(file -> findings.addAll(FlagFileCheck.check(file, FlagFiles.bytes(file), now)));
    if (spec != null) {
      print(findings, spec.commandLine().getOut());
    }
    return findings.stream().anyMatch(this::fails) ? Tools.FOUND : 0;
  }

  private boolean fails(FileFinding finding) {
    return strict || finding.rule().isError();
  }

  private void print(List<FileFinding> findings, PrintWriter out) {
    switch (format) {
      case TEXT -> text(findings, out);
      case JSON -> out.println(PlainJson.pretty(findings.stream().map(this::json).toList()));
      case SARIF -> out.println(PlainJson.pretty(sarif(findings)));
      case GITHUB -> findings.forEach(finding -> out.println(github(finding)));
    }
  }

  private void text(List<FileFinding> findings, PrintWriter out) {
    for (FileFinding finding : findings) {
      SourceLine place = SourceLine.of(finding.file(), finding.line());
      out.printf(
          "%s:%d: %s: %s (%s)%n",
          place.file(), place.line(), level(finding), finding.text(), finding.rule());
    }
    long errors = findings.stream().filter(finding -> finding.rule().isError()).count();
    out.printf(
        "%s, %s in %s%n",
        Counts.of(errors, "problem"),
        Counts.of(findings.size() - errors, "warning"),
        Counts.of(files.size(), "file"));
  }

  private String level(FileFinding finding) {
    return fails(finding) ? "error" : "warning";
  }

  private Map<String, @Nullable Object> json(FileFinding finding) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("file", SourceLine.of(finding.file(), finding.line()).file());
    json.put("line", finding.line());
    json.put("rule", finding.rule().toString());
    json.put("level", level(finding));
    json.put("flag", finding.flag());
    json.put("message", finding.message());
    return json;
  }

  private Object sarif(List<FileFinding> findings) {
    List<String> rules = Arrays.stream(CheckRule.values()).map(CheckRule::toString).toList();
    List<Object> results = new ArrayList<>();
    for (FileFinding finding : findings) {
      results.add(
          Sarif.result(
              finding.rule().toString(),
              level(finding),
              finding.text(),
              List.of(Sarif.location(SourceLine.of(finding.file(), finding.line())))));
    }
    return Sarif.of(rules, results);
  }

  private String github(FileFinding finding) {
    SourceLine place = SourceLine.of(finding.file(), finding.line());
    return GithubCommand.annotation(
        level(finding), finding.rule().toString(), place, finding.text());
  }
}
