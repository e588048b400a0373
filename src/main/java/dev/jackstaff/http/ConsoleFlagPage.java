package dev.jackstaff.http;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.About;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.Requirement;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Variant;
import dev.jackstaff.store.Versioned;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The page of one flag: its users now and the reason, the available actions, and the history. */
final class ConsoleFlagPage {
  private static final int USERS_SHOWN = 50;

  private final ConsoleExchange exchange;
  private final Instant now;
  private final Flag flag;
  private final String revision;
  private final ConsoleActions actions;

  private ConsoleFlagPage(ConsoleExchange exchange, Versioned<Flag> found) {
    this.exchange = exchange;
    this.now = exchange.now();
    this.flag = found.value();
    this.revision = found.revision();
    this.actions = new ConsoleActions(exchange, flag);
  }

  static ConsoleAnswer answer(ConsoleExchange exchange) {
    Versioned<Flag> found = exchange.desk().find(exchange.part(0));
    ConsoleFlagPage page = new ConsoleFlagPage(exchange, found);
    return ConsoleLayout.page(exchange, found.value().name(), page.main());
  }

  /** Returns the sections in the order of the page. */
  private ConsoleHtml main() {
    List<ConsoleHtml> sections =
        List.of(
            ConsoleHtml.of("<div class=\"head\" id=\"head\" data-live>{}</div>", head()),
            section("now", state()),
            section("schedule", schedule()),
            section("guard", guarding(), guard()),
            section("experiment", ConsoleExperiment.section(exchange, flag)),
            section("usage", ConsoleUsage.section(exchange, flag)),
            ConsoleHtml.of(
                "<div class=\"columns\">{}{}</div>",
                section("who", who()),
                section("about", about())),
            section("history", history()),
            section("definition", definition()));
    return ConsoleHtml.of(
        "<article class=\"flag\" data-revision=\"{}\">{}</article>",
        revision,
        ConsoleHtml.each(sections, section -> section));
  }

  private static ConsoleHtml section(String id, ConsoleHtml inside) {
    return section(id, ConsoleHtml.NOTHING, inside);
  }

  /** Returns a section that the page replaces after a change; an empty one keeps its position. */
  private static ConsoleHtml section(String id, ConsoleHtml marks, ConsoleHtml inside) {
    ConsoleHtml title =
        inside.isEmpty() ? inside : ConsoleHtml.of(" aria-labelledby=\"{}-title\"", id);
    return ConsoleHtml.of(
        "<section id=\"{}\" data-live{}{}>{}</section>", id, marks, title, inside);
  }

  /**
   * Returns the marks of the guard's section. Its counts change without an event, so the page polls
   * for them.
   */
  private ConsoleHtml guarding() {
    boolean counting = exchange.desk().isGuarding(flag);
    return ConsoleHtml.join(
        ConsoleHtml.flag("data-still", true), ConsoleHtml.flag("data-counting", counting));
  }

  private ConsoleHtml head() {
    ConsoleShare share = ConsoleShare.of(flag, now);
    String link = exchange.flagLink(flag.name());
    ConsoleHtml edit =
        exchange.mayChange()
            ? ConsoleHtml.of(
                "<a class=\"button\" href=\"{}/edit\">Edit</a>"
                    + "<a class=\"button\" href=\"{}/json\">Edit as JSON</a>"
                    + "<a class=\"button quiet\" href=\"{}/delete\">Delete</a>",
                link,
                link,
                link)
            : ConsoleHtml.NOTHING;
    return ConsoleHtml.of(
        "<div><p class=\"crumb\"><a href=\"{}/\">All flags</a></p>"
            + "<h1>{} <span class=\"state is-{}\">{}</span></h1>{}</div>"
            + "<p class=\"tools\">{}</p>",
        exchange.base(),
        flag.name(),
        share.state().text(),
        share.label(),
        paragraph("lead", flag.about().description()),
        edit);
  }

  private static ConsoleHtml paragraph(String style, @Nullable String text) {
    return text == null
        ? ConsoleHtml.NOTHING
        : ConsoleHtml.of("<p class=\"{}\">{}</p>", style, ConsoleText.cut(text, 4000));
  }

  private ConsoleHtml state() {
    ConsoleShare share = ConsoleShare.of(flag, now);
    ConsoleHtml bar = flag.isKilled() ? killed() : bar(share);
    return ConsoleHtml.of(
        "<h2 id=\"now-title\" class=\"hidden\">Now</h2>{}{}",
        bar,
        exchange.mayChange() ? actions.all() : ConsoleHtml.NOTHING);
  }

  private static ConsoleHtml bar(ConsoleShare share) {
    String says =
        share.percent() >= 100
            ? "Everybody has it"
            : share.percent() == 0
                ? share.state() == ConsoleShare.State.PART
                    ? "Only those who are named have it"
                    : "Nobody has it"
                : ConsoleText.percent(share.percent()) + " of users have it";
    String notes = share.notes().isEmpty() ? "" : " · " + String.join(" · ", share.notes());
    return ConsoleHtml.of(
        "<p class=\"says\"><strong>{}</strong>{}</p>{}",
        says,
        notes,
        ConsoleDraw.bar(share.percent()));
  }

  private ConsoleHtml killed() {
    Kill kill = Objects.requireNonNull(flag.killed());
    ConsoleHtml by = kill.by() == null ? ConsoleHtml.NOTHING : ConsoleHtml.of(" by {}", kill.by());
    ConsoleHtml at =
        kill.at() == null
            ? ConsoleHtml.NOTHING
            : ConsoleHtml.of(" {}", ConsoleText.ago(kill.at(), now));
    return ConsoleHtml.of(
        "<div class=\"killed\"><p><strong>Killed</strong>{}{}. Nobody has it.</p>{}"
            + "<p class=\"quiet\">Lifting restores exactly what stands below.</p></div>",
        by,
        at,
        paragraph("reason", kill.reason()));
  }

  private ConsoleHtml schedule() {
    return flag.schedule() == null
        ? ConsoleHtml.NOTHING
        : new ConsoleScheduleView(flag.schedule(), now).html();
  }

  private ConsoleHtml guard() {
    return exchange
        .desk()
        .guard(flag.name())
        .map(state -> new ConsoleGuardView(state, now).html())
        .orElse(ConsoleHtml.NOTHING);
  }

  /** Returns the steps of the decision in the order of evaluation. */
  private ConsoleHtml who() {
    List<ConsoleHtml> steps = new ArrayList<>();
    if (!flag.requires().isEmpty()) {
      steps.add(
          ConsoleHtml.of(
              "<b>Off</b> unless {}", ConsoleHtml.each(flag.requires(), this::required)));
    }
    if (!flag.users().isEmpty()) {
      steps.add(ConsoleHtml.of("<b>On</b> for {}", users()));
    }
    for (Rule rule : flag.rules()) {
      steps.add(rule(rule));
    }
    steps.add(rest());
    return ConsoleHtml.of(
        "<h2 id=\"who-title\">Who gets it</h2><p class=\"quiet\">The first line that applies"
            + " decides.</p><ol class=\"order\">{}</ol>{}",
        ConsoleHtml.each(steps, step -> ConsoleHtml.of("<li>{}</li>", step)),
        variants());
  }

  private ConsoleHtml required(Requirement required) {
    return ConsoleHtml.of(
        "<a href=\"{}\">{}</a> is {} ",
        exchange.flagLink(required.flag()),
        required.flag(),
        required.on() ? "on" : "off");
  }

  private ConsoleHtml users() {
    List<String> shown = flag.users().stream().limit(USERS_SHOWN).toList();
    int more = flag.users().size() - shown.size();
    return ConsoleHtml.of(
        "{}{}",
        ConsoleHtml.each(shown, id -> ConsoleHtml.of("<code>{}</code> ", ConsoleText.cut(id, 100))),
        more == 0 ? "" : "and " + more + " more");
  }

  private static ConsoleHtml rule(Rule rule) {
    String condition = ConsoleText.cut(ConsoleCondition.text(rule.condition()), 1000);
    if (rule.outcome() instanceof Rule.Percentage share) {
      return ConsoleHtml.of(
          "<b>{}</b> of users where {}{}",
          ConsoleText.percent(share.percentage()),
          condition,
          ConsoleDraw.bar(share.percentage()));
    }
    if (rule.outcome() instanceof Rule.Serve serve) {
      return ConsoleHtml.of("<b>{}</b> where {}", serve.name(), condition);
    }
    boolean on = ((Rule.Enabled) rule.outcome()).on();
    return ConsoleHtml.of("<b>{}</b> where {}", on ? "On" : "Off", condition);
  }

  private ConsoleHtml rest() {
    boolean shared = flag.percentage().isPresent() || flag.schedule() != null;
    double percent = ConsoleShare.percent(flag, now);
    String by = flag.bucketBy().equals("id") ? "users" : "values of " + flag.bucketBy();
    return shared
        ? ConsoleHtml.of(
            "<b>{}</b> of {}{}; {} for those without an id",
            ConsoleText.percent(percent),
            by,
            flag.schedule() == null ? "" : ", by the schedule",
            flag.enabled() ? "on" : "off")
        : ConsoleHtml.of("<b>{}</b> for everybody else", flag.enabled() ? "On" : "Off");
  }

  private ConsoleHtml variants() {
    double total = flag.variants().stream().mapToDouble(Variant::weight).sum();
    return flag.variants().isEmpty()
        ? ConsoleHtml.NOTHING
        : ConsoleHtml.of(
            "<h3>Variants, of those for whom it is on</h3><table class=\"variants\"><thead><tr>"
                + "<th scope=\"col\">Variant</th><th scope=\"col\">Share</th>"
                + "<th scope=\"col\">Value</th></tr></thead><tbody>{}</tbody></table>",
            ConsoleHtml.each(flag.variants(), variant -> variant(variant, total)));
  }

  private static ConsoleHtml variant(Variant variant, double total) {
    double percent = variant.weight() / total * 100;
    return ConsoleHtml.of(
        "<tr><th scope=\"row\">{}</th><td class=\"share\"><span class=\"label\">{}</span>{}</td>"
            + "<td><code>{}</code></td></tr>",
        variant.name(),
        ConsoleText.percent(Math.round(percent * 100) / 100.0),
        ConsoleDraw.bar(percent),
        ConsoleText.cut(PlainJson.write(variant.value()), 500));
  }

  private ConsoleHtml about() {
    About about = flag.about();
    return ConsoleHtml.of(
        "<h2 id=\"about-title\">About</h2><dl class=\"facts\">{}{}{}{}{}{}{}{}{}</dl>",
        fact("Type", flag.type().text()),
        fact("Owner", about.owner()),
        fact("Tags", String.join(", ", about.tags())),
        fact("Created", about.created() == null ? null : ConsoleText.day(about.created())),
        fact("Expires", about.expires() == null ? null : ConsoleText.day(about.expires())),
        fact("Stays", about.permanent() ? "permanently" : null),
        fact("Needed by", String.join(", ", exchange.desk().dependents(flag.name()))),
        fact("Salt", flag.salt().equals(flag.name()) ? null : flag.salt()),
        fact("Revision", revision));
  }

  private static ConsoleHtml fact(String name, @Nullable String value) {
    return value == null || value.isEmpty()
        ? ConsoleHtml.NOTHING
        : ConsoleHtml.of("<div><dt>{}</dt><dd>{}</dd></div>", name, ConsoleText.cut(value, 500));
  }

  private ConsoleHtml history() {
    return exchange.desk().hasHistory()
        ? new ConsoleHistoryView(exchange, flag.name(), revision).html()
        : ConsoleHtml.of(
            "<h2 id=\"history-title\">History</h2><p class=\"quiet\">This store keeps none; a"
                + " database does.</p>");
  }

  private ConsoleHtml definition() {
    Object json = PlainJson.read(FlagJson.writeFlag(flag), flag.name());
    return ConsoleHtml.of(
        "<h2 id=\"definition-title\">Definition</h2><pre tabindex=\"0\" aria-labelledby="
            + "\"definition-title\"><code>{}</code></pre>",
        ConsoleText.cut(PlainJson.pretty(json), 20_000));
  }
}
