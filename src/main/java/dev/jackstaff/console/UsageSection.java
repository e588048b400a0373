package dev.jackstaff.console;

import dev.jackstaff.hygiene.FlagUsage;
import dev.jackstaff.hygiene.FlagUsage.ResultCount;
import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Flag;
import java.time.Instant;

/** The section of a flag's page with its results, by version. */
final class UsageSection {
  private static final int MAX_ROWS = 20;

  private final FlagUsage usage;
  private final String revision;
  private final Instant now;

  private UsageSection(FlagUsage usage, Flag flag, Instant now) {
    this.usage = usage;
    this.revision = FlagJson.revision(flag);
    this.now = now;
  }

  /** Returns the section; empty if the usage is not counted, or not read yet. */
  static Html section(Exchange exchange, Flag flag) {
    return exchange
        .desk()
        .review()
        .known()
        .usage()
        .of(flag.name())
        .map(usage -> new UsageSection(usage, flag, exchange.now()).html())
        .orElse(Html.NOTHING);
  }

  private Html html() {
    return Html.of(
        "<h2 id=\"usage-title\">Asked for</h2>{}<p class=\"quiet\">Known since {}.</p>",
        usage.answers().isEmpty() ? Html.of("<p>Nobody has asked for it.</p>") : table(),
        Formats.minute(usage.since()));
  }

  private Html table() {
    return Html.of(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"usage-title\">"
            + "<table class=\"variants\"><thead><tr><th scope=\"col\">It said</th>"
            + "<th scope=\"col\">How often</th><th scope=\"col\">Last</th>"
            + "<th scope=\"col\">By version</th></tr></thead><tbody>{}</tbody></table></div>",
        Html.each(
            usage.answers().subList(0, Math.min(MAX_ROWS, usage.answers().size())), this::row));
  }

  private Html row(ResultCount answer) {
    return Html.of(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>",
        answer.said(),
        Formats.thousands(answer.asked()),
        Formats.ago(answer.last(), now),
        answer.revision().equals(revision)
            ? Html.of("this one")
            : Html.of("<code>{}</code>", answer.revision()));
  }
}
