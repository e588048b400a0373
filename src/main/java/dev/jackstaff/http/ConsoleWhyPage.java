package dev.jackstaff.http;

import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import dev.jackstaff.model.User;
import java.time.Instant;
import java.util.List;

/** The page that explains the decisions for a user. */
final class ConsoleWhyPage {
  private ConsoleWhyPage() {}

  static ConsoleAnswer answer(ConsoleExchange exchange) {
    ConsoleForm query = exchange.query();
    boolean asked = query.has("id") || query.has("attributes");
    try {
      ConsoleHtml answers = asked ? answers(exchange, query) : ConsoleHtml.NOTHING;
      return page(200, exchange, query, List.of(), answers);
    } catch (InvalidFlagsException e) {
      return page(422, exchange, query, e.problems(), ConsoleHtml.NOTHING);
    }
  }

  private static ConsoleAnswer page(
      int status,
      ConsoleExchange exchange,
      ConsoleForm query,
      List<Problem> problems,
      ConsoleHtml answers) {
    ConsoleField field = new ConsoleField(problems);
    ConsoleHtml main =
        ConsoleHtml.of(
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
    return ConsoleLayout.page(status, exchange, "Why?", main);
  }

  private static ConsoleHtml answers(ConsoleExchange exchange, ConsoleForm query) {
    User user = ConsoleExplain.user(query);
    Instant at = ConsoleExplain.at(query, exchange.now());
    List<ConsoleExplain.Line> lines = ConsoleExplain.lines(exchange.desk(), user, at);
    long on = lines.stream().filter(line -> line.decision().on()).count();
    return ConsoleHtml.of(
        "<p><strong>{}</strong> of {} flags are on{}.</p><table class=\"flags answers\"><thead><tr>"
            + "<th scope=\"col\">Flag</th><th scope=\"col\">Answer</th><th scope=\"col\">Because</th>"
            + "<th scope=\"col\">Bucket</th><th scope=\"col\">Reason</th></tr></thead>"
            + "<tbody>{}</tbody></table>",
        on,
        lines.size(),
        query.get("at").isEmpty() ? "" : " on " + ConsoleText.minute(at),
        ConsoleHtml.each(lines, line -> line(exchange, line)));
  }

  private static ConsoleHtml line(ConsoleExchange exchange, ConsoleExplain.Line line) {
    Decision decision = line.decision();
    return ConsoleHtml.of(
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
        ConsoleExplain.because(decision),
        bucket(line),
        decision.reason());
  }

  /** Returns the flag's name, with a link unless the flag is external and has no page here. */
  private static ConsoleHtml name(ConsoleExchange exchange, Decision decision) {
    return decision.system() != null
        ? ConsoleHtml.of("{}", decision.flag())
        : ConsoleHtml.of(
            "<a href=\"{}\">{}</a>", exchange.flagLink(decision.flag()), decision.flag());
  }

  private static ConsoleHtml value(Decision decision) {
    String variant = decision.variant();
    boolean plain = decision.value() == null || decision.value() instanceof Boolean;
    if (variant == null || (plain && (variant.equals("on") || variant.equals("off")))) {
      return ConsoleHtml.NOTHING;
    }
    return variant.equals(decision.value())
        ? ConsoleHtml.of("{}", variant)
        : ConsoleHtml.of(
            "{} <code>{}</code>", variant, ConsoleText.cut(PlainJson.write(decision.value()), 200));
  }

  private static ConsoleHtml bucket(ConsoleExplain.Line line) {
    Double bucket = line.bucket();
    Double percentage = line.decision().percentage();
    if (bucket == null) {
      return ConsoleHtml.NOTHING;
    }
    String text = ConsoleText.rounded(bucket);
    if (percentage == null) {
      return ConsoleHtml.of("<span class=\"label quiet\">{}</span>", text);
    }
    String compared = (bucket < percentage ? " < " : " ≥ ") + ConsoleText.rounded(percentage);
    return ConsoleHtml.of(
        "<span class=\"label\">{}{}</span>{}",
        text,
        compared,
        ConsoleDraw.bucket(percentage, bucket));
  }
}
