package dev.jackstaff.http;

import dev.jackstaff.hygiene.FlagUsage;
import dev.jackstaff.hygiene.FlagUsage.Answer;
import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.model.Flag;
import java.time.Instant;

/** The section of a flag's page with its results, by version. */
final class ConsoleUsage {
  private static final int MOST = 20;

  private final FlagUsage usage;
  private final String revision;
  private final Instant now;

  private ConsoleUsage(FlagUsage usage, Flag flag, Instant now) {
    this.usage = usage;
    this.revision = FlagJson.revision(flag);
    this.now = now;
  }

  /** Returns the section; empty if the usage is not counted, or not read yet. */
  static ConsoleHtml section(ConsoleExchange exchange, Flag flag) {
    return exchange
        .desk()
        .review()
        .known()
        .usage()
        .of(flag.name())
        .map(usage -> new ConsoleUsage(usage, flag, exchange.now()).html())
        .orElse(ConsoleHtml.NOTHING);
  }

  private ConsoleHtml html() {
    return ConsoleHtml.of(
        "<h2 id=\"usage-title\">Asked for</h2>{}<p class=\"quiet\">Known since {}.</p>",
        usage.answers().isEmpty() ? ConsoleHtml.of("<p>Nobody has asked for it.</p>") : table(),
        ConsoleText.minute(usage.since()));
  }

  private ConsoleHtml table() {
    return ConsoleHtml.of(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"usage-title\">"
            + "<table class=\"variants\"><thead><tr><th scope=\"col\">It said</th>"
            + "<th scope=\"col\">How often</th><th scope=\"col\">Last</th>"
            + "<th scope=\"col\">By version</th></tr></thead><tbody>{}</tbody></table></div>",
        ConsoleHtml.each(
            usage.answers().subList(0, Math.min(MOST, usage.answers().size())), this::row));
  }

  private ConsoleHtml row(Answer answer) {
    return ConsoleHtml.of(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>",
        answer.said(),
        ConsoleText.thousands(answer.asked()),
        ConsoleText.ago(answer.last(), now),
        answer.revision().equals(revision)
            ? ConsoleHtml.of("this one")
            : ConsoleHtml.of("<code>{}</code>", answer.revision()));
  }
}
