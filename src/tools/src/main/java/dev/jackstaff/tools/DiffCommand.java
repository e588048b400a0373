package dev.jackstaff.tools;

import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import dev.jackstaff.tools.check.FlagDifference;
import dev.jackstaff.tools.check.SampleUsers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows for how many users each flag decides differently in two files. */
@Command(
    name = "diff",
    description = {
      "Shows for how many users each flag decides differently in two files.",
      "The users are made up: for each attribute that the files compare, a user has one of the"
          + " values that they compare it with, or none."
    },
    mixinStandardHelpOptions = true)
final class DiffCommand implements Callable<Integer> {
  private static final int MAX_USERS = 1_000_000;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--users",
      defaultValue = "10000",
      description = "how many users to compare, 1 to 1,000,000; default ${DEFAULT-VALUE}")
  private int users = 10_000;

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description = "the time of the decisions, such as 2026-11-20T09:00:00Z; default now")
  private @Nullable Instant at;

  @Option(
      names = "--fail-if-changes",
      paramLabel = "PERCENT",
      description = "exit with 1 if a flag changes for more than this share of the users")
  private @Nullable Double limit;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "text or json; default ${DEFAULT-VALUE}")
  private DiffFormat format = DiffFormat.TEXT;

  @Parameters(index = "0", paramLabel = "OLD", description = "the file before the change")
  private @Nullable Path before;

  @Parameters(index = "1", paramLabel = "NEW", description = "the file after the change")
  private @Nullable Path after;

  /** The output formats. */
  enum DiffFormat {
    TEXT,
    JSON
  }

  DiffCommand() {}

  @Override
  public Integer call() {
    if (before == null || after == null || users < 1 || users > MAX_USERS) {
      throw new CommandException("--users must be 1 to 1,000,000, was " + users);
    }
    FlagSet old = FlagFiles.read(before);
    FlagSet next = FlagFiles.read(after);
    Instant when = at == null ? Instant.now() : at;
    List<User> sample = new SampleUsers(old, next).take(users);
    List<FlagDifference> all = FlagDifference.between(old, next, sample, when);
    if (spec != null) {
      print(all, spec.commandLine().getOut());
    }
    return limit != null && all.stream().anyMatch(it -> percent(it.changed()) > limit)
        ? Tools.FOUND
        : 0;
  }

  private double percent(int count) {
    return 100.0 * count / users;
  }

  private void print(List<FlagDifference> all, PrintWriter out) {
    List<FlagDifference> changed = all.stream().filter(it -> it.changed() > 0).toList();
    if (format == DiffFormat.JSON) {
      Map<String, @Nullable Object> flags = new LinkedHashMap<>();
      changed.forEach(it -> flags.put(it.flag(), it.changes()));
      out.println(PlainJson.pretty(Map.of("users", users, "flags", flags)));
      return;
    }
    changed.forEach(it -> print(it, out));
    out.printf(
        "%d of %s changed for some of %s%n",
        changed.size(), Counts.of(all.size(), "flag"), Counts.of(users, "user"));
  }

  private void print(FlagDifference difference, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%s: %s of %,d (%.1f %%)%n",
        difference.flag(),
        Counts.of(difference.changed(), "user"),
        users,
        percent(difference.changed()));
    difference
        .changes()
        .forEach(
            (change, count) -> {
              User user = difference.examples().get(change);
              out.printf(Locale.ROOT, "  %s: %,d, such as %s%n", change, count, text(user));
            });
  }

  private static String text(@Nullable User user) {
    if (user == null) {
      return "";
    }
    String attributes = user.attributes().isEmpty() ? "" : " " + PlainJson.write(user.attributes());
    return user.id() + attributes;
  }
}
