package dev.jackstaff.console;

import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import dev.jackstaff.model.User;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The page that explains the decisions for a user. */
final class EvaluatePage {
  private EvaluatePage() {}

  record EvaluationForm(Html problems, String base, Html fields, Html decisions)
      implements Fragment {}

  record DecisionTable(long on, int all, String moment, Html rows) implements Fragment {}

  record DecisionRow(
      String flag,
      String state,
      Html name,
      @Nullable Html value,
      String because,
      @Nullable Fragment bucket,
      String reason)
      implements Fragment {}

  record DecisionLink(String link, String name) implements Fragment {}

  record VariantValue(String variant, String value) implements Fragment {}

  record BucketAlone(String bucket) implements Fragment {}

  record ComparedBucket(String bucket, String comparison, Html bar) implements Fragment {}

  static Response answer(Exchange exchange) {
    FormData query = exchange.query();
    boolean asked = query.has("id") || query.has("attributes");
    try {
      Html decisions = asked ? decisions(exchange, query) : Html.NOTHING;
      return page(200, exchange, query, List.of(), decisions);
    } catch (InvalidFlagsException e) {
      return page(422, exchange, query, e.problems(), Html.NOTHING);
    }
  }

  private static Response page(
      int status, Exchange exchange, FormData query, List<Problem> problems, Html decisions) {
    FormField field = FormField.of(problems);
    Html fields =
        Html.join(
            field.input("id", "User id", query.get("id"), "Empty for an anonymous user."),
            field.area(
                "attributes",
                "Attributes",
                query.raw("attributes"),
                3,
                "One name=value per line, or a JSON object."),
            field.input("at", "Time", query.get("at"), "A date or an instant; empty for now."));
    Html main = new EvaluationForm(field.summary(), exchange.base(), fields, decisions).html();
    return PageLayout.page(status, exchange, "Evaluate a user", main);
  }

  private static Html decisions(Exchange exchange, FormData query) {
    User user = Explanation.user(query);
    Instant at = Explanation.at(query, exchange.now());
    List<Explanation.ExplainedFlag> lines = Explanation.lines(exchange.flags(), user, at);
    return new DecisionTable(
            lines.stream().filter(line -> line.decision().on()).count(),
            lines.size(),
            query.get("at").isEmpty() ? "" : " on " + Formats.minute(at),
            Html.each(lines, line -> row(exchange, line)))
        .html();
  }

  private static DecisionRow row(Exchange exchange, Explanation.ExplainedFlag line) {
    Decision decision = line.decision();
    return new DecisionRow(
        decision.flag(),
        decision.on() ? "on" : "off",
        name(exchange, decision),
        value(decision),
        Explanation.because(decision),
        bucket(line),
        decision.reason().toString());
  }

  /** Returns the flag's name, with a link unless the flag is external and has no page here. */
  private static Html name(Exchange exchange, Decision decision) {
    String name = decision.flag();
    return decision.system() != null
        ? Html.join(name)
        : new DecisionLink(exchange.flagLink(name), name).html();
  }

  private static @Nullable Html value(Decision decision) {
    String variant = decision.variant();
    boolean plain = decision.value() == null || decision.value() instanceof Boolean;
    if (variant == null || (plain && (variant.equals("on") || variant.equals("off")))) {
      return null;
    }
    return variant.equals(decision.value())
        ? Html.join(variant)
        : new VariantValue(variant, Formats.cut(PlainJson.write(decision.value()), 200)).html();
  }

  private static @Nullable Fragment bucket(Explanation.ExplainedFlag line) {
    Double bucket = line.bucket();
    Double percentage = line.decision().percentage();
    if (bucket == null) {
      return null;
    }
    String text = Formats.rounded(bucket);
    if (percentage == null) {
      return new BucketAlone(text);
    }
    String comparison = (bucket < percentage ? " < " : " ≥ ") + Formats.rounded(percentage);
    return new ComparedBucket(text, comparison, Charts.bucket(percentage, bucket));
  }
}
