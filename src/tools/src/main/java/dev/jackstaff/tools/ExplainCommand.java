package dev.jackstaff.tools;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.internal.eval.Buckets;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.BucketingId;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.User;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
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

/** Shows the decision of each flag for one user, with its reason. */
@Command(
    name = "explain",
    description = "Shows the decision of each flag for one user, with its reason.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--user", paramLabel = "ID", description = "the user's id; default none")
  private @Nullable String user;

  @Option(
      names = "--attribute",
      paramLabel = "NAME=VALUE",
      description = "an attribute of the user; the value is JSON, or else a text")
  private Map<String, String> attributes = Map.of();

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description = "the time of the decisions, such as 2026-11-20T09:00:00Z; default now")
  private @Nullable Instant at;

  @Parameters(index = "0", paramLabel = "FILE", description = "the flag file")
  private @Nullable Path file;

  @Parameters(
      index = "1..*",
      paramLabel = "FLAG",
      arity = "0..*",
      description = "the flags to explain; default all")
  private List<String> names = List.of();

  ExplainCommand() {}

  @Override
  public Integer call() {
    if (file == null || spec == null) {
      throw new CommandException("FILE is missing");
    }
    FlagSet set = FlagFiles.read(file);
    User who = user == null ? User.anonymous() : User.of(user);
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      who = who.with(attribute.getKey(), value(attribute.getValue()));
    }
    PrintWriter out = spec.commandLine().getOut();
    try (FeatureFlags features = FeatureFlags.of(set)) {
      Evaluation evaluation = features.evaluate(who, at == null ? Instant.now() : at);
      for (String name : names.isEmpty() ? features.names() : names) {
        print(evaluation.decision(name), set.find(name).orElse(null), who, out);
      }
    }
    return names.stream().allMatch(name -> set.find(name).isPresent()) ? 0 : Tools.FOUND;
  }

  private static @Nullable Object value(String text) {
    try {
      return PlainJson.read(text, "--attribute");
    } catch (InvalidFlagsException e) {
      return text;
    }
  }

  private static void print(Decision decision, @Nullable Flag flag, User user, PrintWriter out) {
    String variant = decision.variant();
    out.printf(
        "%s: %s, since %s%s%n",
        decision.flag(),
        variant == null ? "off" : variant,
        because(decision),
        flag == null ? "" : bucket(decision, flag, user));
  }

  private static String because(Decision decision) {
    return switch (decision.source()) {
      case KILL -> "it is killed";
      case OVERRIDE -> "an override decides";
      case REQUIRES -> "a required flag is not in the required state";
      case USER -> "the user is listed";
      case RULE -> "rule " + decision.rule() + " applies";
      case PERCENTAGE -> "its percentage decides";
      case SCHEDULE -> "its schedule decides";
      case LAYER -> "the user is outside of its part of the layer";
      case DEFAULT -> "nothing else applies";
      case PROVIDER -> "a provider decides";
      case NONE -> "there is no such flag";
    };
  }

  private static String bucket(Decision decision, Flag flag, User user) {
    String id = BucketingId.of(user.attribute(flag.bucketBy()));
    return decision.percentage() == null || id == null
        ? ""
        : String.format(
            Locale.ROOT,
            ": bucket %s, percentage %s",
            Buckets.bucket(flag.salt(), id),
            decision.percentage());
  }
}
