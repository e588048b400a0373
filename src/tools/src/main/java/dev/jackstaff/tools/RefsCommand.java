package dev.jackstaff.tools;

import dev.jackstaff.hygiene.Finding;
import dev.jackstaff.hygiene.FlagReview;
import dev.jackstaff.hygiene.References;
import dev.jackstaff.hygiene.Verdict;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.tools.refs.Progress;
import dev.jackstaff.tools.refs.ReferenceSearch;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists every place that checks a flag. */
@Command(
    name = "refs",
    description = "Lists every place that checks a flag.",
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
      description = "the lifetime of flags of a type, in days; default release=40,experiment=40")
  private Map<FlagType, Integer> lifetimes = Map.of();

  @Option(
      names = "--asks",
      paramLabel = "CLASS.METHOD[:N]",
      description = "another method that checks a flag; its key is argument N, from 0")
  private List<String> asks = List.of();

  @Option(
      names = "--git",
      description = "add the date on which each reference came to its file, and the file's owner")
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
      throw new CommandException("--fail-on needs --flags, which names the defined flags");
    }
    FlagLocation definitions = flags == null ? null : FlagLocation.of(flags);
    FlagReview.Builder known = definitions == null ? null : definitions.read();
    References found = search(known == null ? FlagSet.empty() : known.flags());
    refuseBlindness(found);
    List<Finding> findings = known == null ? List.of() : findings(known, found);
    Report report = new Report(found, findings, failOn, definitions);
    if (spec != null) {
      report.print(format, spec.commandLine().getOut());
      warn(found, spec.commandLine().getErr());
    }
    return report.isFailure() ? Tools.FOUND : judged(found) ? 0 : Tools.FAILED;
  }

  /** Sources alone tell nothing, and would make every flag look unreferenced. */
  private static void refuseBlindness(References found) {
    if (found.classes() == 0 && !found.uncompiled().isEmpty()) {
      throw new CommandException(String.valueOf(found.gap()));
    }
  }

  private void warn(References found, PrintWriter err) {
    if (found.gap() != null) {
      String so = flags == null ? "" : "; until then no flag is called unreferenced";
      err.println("warning: " + found.gap() + so);
    }
  }

  /** A check that did not see all of the code has not passed. */
  private boolean judged(References found) {
    return found.gap() == null
        || (!failOn.contains(Verdict.UNREFERENCED) && !failOn.contains(Verdict.UNDEFINED));
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
    Paths.mustExist(paths);
    ProgressBar bar = spec == null ? null : bar(spec);
    try {
      ReferenceSearch search = ReferenceSearch.in(paths.toArray(Path[]::new)).of(defined);
      search.progress(bar == null ? Progress.NONE : bar);
      asks.forEach(search::asking);
      return (git ? search.origins() : search).run();
    } catch (UncheckedIOException | IllegalArgumentException | IllegalStateException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    } finally {
      if (bar != null) {
        bar.end();
      }
    }
  }

  private static @Nullable ProgressBar bar(CommandSpec spec) {
    return Terminal.isThere()
        ? new ProgressBar(spec.commandLine().getErr(), System::nanoTime)
        : null;
  }
}
