package dev.jackstaff.console;

import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import dev.jackstaff.model.User;
import java.time.Instant;
import java.util.List;

/** The page that explains the decisions for a user. */
final class EvaluatePage {
  private EvaluatePage() {}

  static Response answer(Exchange exchange) {
    FormData query = exchange.query();
    boolean asked = query.has("id") || query.has("attributes");
    try {
      Html answers = asked ? answers(exchange, query) : Html.NOTHING;
      return page(200, exchange, query, List.of(), answers);
    } catch (InvalidFlagsException e) {
      return page(422, exchange, query, e.problems(), Html.NOTHING);
    }
  }

  private static Response page(
      int status, Exchange exchange, FormData query, List<Problem> problems, Html answers) {
    FormField field = new FormField(problems);
    Html main =
        Html.of(
            """
            <h1>Why?</h1>
            <p class="lead">What every flag says to somebody, and why, as the application decides it.</p>
            {}
            <form method="get" class="why" action="{}/why">
            {}{}{}
            <button class="primary">Ask</button>
            </form>
            <div id="answers" data-live>{}</div>
            """,
            field.summary(),
            exchange.base(),
            field.input("id", "User id", query.get("id"), "Leave it empty for somebody unknown."),
            field.area(
                "attributes",
                "Attributes",
                query.raw("attributes"),
                3,
                "One name=value per line, or a JSON object."),
            field.input("at", "When", query.get("at"), "A date or an instant; empty for now."),
            answers);
    return PageLayout.page(status, exchange, "Why?", main);
  }

  private static Html answers(Exchange exchange, FormData query) {
    User user = Explanation.user(query);
    Instant at = Explanation.at(query, exchange.now());
    List<Explanation.ExplainedFlag> lines = Explanation.lines(exchange.desk(), user, at);
    long on = lines.stream().filter(line -> line.decision().on()).count();
    return Html.of(
        "<p><strong>{}</strong> of {} flags are on{}.</p><table class=\"flags answers\"><thead><tr>"
            + "<th scope=\"col\">Flag</th><th scope=\"col\">Answer</th><th scope=\"col\">Because</th>"
            + "<th scope=\"col\">Bucket</th><th scope=\"col\">Reason</th></tr></thead>"
            + "<tbody>{}</tbody></table>",
        on,
        lines.size(),
        query.get("at").isEmpty() ? "" : " on " + Formats.minute(at),
        Html.each(lines, line -> line(exchange, line)));
  }

  private static Html line(Exchange exchange, Explanation.ExplainedFlag line) {
    Decision decision = line.decision();
    return Html.of(
        "<tr id=\"row-{}\" class=\"is-{}\"><th scope=\"row\">{}</th>"
            + "<td class=\"answer\"><span class=\"state is-{}\">{}</span> {}</td>"
            + "<td class=\"because\">{}</td><td class=\"share\">{}</td>"
            + "<td class=\"reason\">{}</td></tr>\n",
        decision.flag(),
        decision.on() ? "on" : "off",
        name(exchange, decision),
        decision.on() ? "on" : "off",
        decision.on() ? "on" : "off",
        value(decision),
        Explanation.because(decision),
        bucket(line),
        decision.reason());
  }

  /** Returns the flag's name, with a link unless the flag is external and has no page here. */
  private static Html name(Exchange exchange, Decision decision) {
    return decision.system() != null
        ? Html.of("{}", decision.flag())
        : Html.of("<a href=\"{}\">{}</a>", exchange.flagLink(decision.flag()), decision.flag());
  }

  private static Html value(Decision decision) {
    String variant = decision.variant();
    boolean plain = decision.value() == null || decision.value() instanceof Boolean;
    if (variant == null || (plain && (variant.equals("on") || variant.equals("off")))) {
      return Html.NOTHING;
    }
    return variant.equals(decision.value())
        ? Html.of("{}", variant)
        : Html.of(
            "{} <code>{}</code>", variant, Formats.cut(PlainJson.write(decision.value()), 200));
  }

  private static Html bucket(Explanation.ExplainedFlag line) {
    Double bucket = line.bucket();
    Double percentage = line.decision().percentage();
    if (bucket == null) {
      return Html.NOTHING;
    }
    String text = Formats.rounded(bucket);
    if (percentage == null) {
      return Html.of("<span class=\"label quiet\">{}</span>", text);
    }
    String compared = (bucket < percentage ? " < " : " ≥ ") + Formats.rounded(percentage);
    return Html.of(
        "<span class=\"label\">{}{}</span>{}", text, compared, Charts.bucket(percentage, bucket));
  }
}
