package dev.jackstaff.hygiene.tools;

import dev.jackstaff.hygiene.Finding;
import dev.jackstaff.hygiene.FlagReview;
import dev.jackstaff.hygiene.Verdict;
import dev.jackstaff.hygiene.refs.Progress;
import dev.jackstaff.hygiene.refs.ReferenceSearch;
import dev.jackstaff.hygiene.refs.References;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.FlagType;
import java.io.Console;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists every place that asks for a flag. */
@Command(
    name = "refs",
    description = "Lists every place that asks for a flag.",
    mixinStandardHelpOptions = true)
final class RefsCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--flags",
      paramLabel = "FILE|jdbc:…",
      description = "where the flags are defined")
  private @Nullable String flags;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "text, json, csv, sarif or github; default ${DEFAULT-VALUE}")
  private Report.Format format = Report.Format.TEXT;

  @Option(
      names = "--fail-on",
      split = ",",
      paramLabel = "VERDICT",
      description = "exit with 1 if there is one of: ${COMPLETION-CANDIDATES}; needs --flags")
  private Set<Verdict> failOn = EnumSet.noneOf(Verdict.class);

  @Option(
      names = "--lifetime",
      split = ",",
      paramLabel = "TYPE=DAYS",
      description = "how many days flags of a type live; default release=40,experiment=40")
  private Map<FlagType, Integer> lifetimes = Map.of();

  @Option(
      names = "--asks",
      paramLabel = "CLASS.METHOD[:N]",
      description = "another method that asks for a flag; its key is argument N, from 0")
  private List<String> asks = List.of();

  @Option(
      names = "--git",
      description = "say since when each reference is there, and who owns its file")
  private boolean git;

  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = "directories and jars of classes, and directories of sources and text")
  private List<Path> paths = List.of();

  RefsCommand() {}

  @Override
  public Integer call() {
    if (flags == null && !failOn.isEmpty()) {
      throw new Refusal("--fail-on needs --flags, to know what is defined");
    }
    FlagReview.Builder known = flags == null ? null : new Definitions(flags).read();
    References found = search(known == null ? FlagSet.empty() : known.flags());
    Report report = new Report(found, known == null ? List.of() : findings(known, found), failOn);
    if (spec != null) {
      report.print(format, spec.commandLine().getOut());
    }
    return report.isFailure() ? Tools.FOUND : 0;
  }

  private List<Finding> findings(FlagReview.Builder known, References found) {
    lifetimes.forEach((type, days) -> known.lifetime(type, Duration.ofDays(days)));
    FlagReview review = known.references(found).at(Instant.now());
    if (spec != null) {
      review.notes().forEach(spec.commandLine().getErr()::println);
    }
    return review.findings();
  }

  private References search(FlagSet defined) {
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new Refusal(path + ": there is no such file or directory");
      }
    }
    ProgressBar bar = spec == null ? null : bar(spec);
    try {
      ReferenceSearch search =
          ReferenceSearch.in(paths.toArray(Path[]::new))
              .of(defined)
              .progress(bar == null ? Progress.NONE : bar);
      asks.forEach(search::asking);
      References found = search.run();
      return git ? GitHistory.add(found) : found;
    } catch (UncheckedIOException | IllegalArgumentException e) {
      throw new Refusal(String.valueOf(e.getMessage()), e);
    } finally {
      if (bar != null) {
        bar.end();
      }
    }
  }

  private static @Nullable ProgressBar bar(CommandSpec spec) {
    return isTerminal() ? new ProgressBar(spec.commandLine().getErr(), System.nanoTime()) : null;
  }

  /** From JDK 22 on there is a console also where there is no terminal, and it can say so. */
  private static boolean isTerminal() {
    return Optional.ofNullable(System.console()).filter(RefsCommand::isTerminal).isPresent();
  }

  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException before22) {
      return true;
    }
  }
}
