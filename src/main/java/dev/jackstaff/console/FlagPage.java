package dev.jackstaff.console;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.internal.web.Html;
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
final class FlagPage {
  private static final int USERS_SHOWN = 50;

  private final Exchange exchange;
  private final Instant now;
  private final Flag flag;
  private final String revision;
  private final FlagActions actions;

  private FlagPage(Exchange exchange, Versioned<Flag> found) {
    this.exchange = exchange;
    this.now = exchange.now();
    this.flag = found.value();
    this.revision = found.revision();
    this.actions = new FlagActions(exchange, flag);
  }

  static Response answer(Exchange exchange) {
    Versioned<Flag> found = exchange.desk().find(exchange.part(0));
    FlagPage page = new FlagPage(exchange, found);
    return PageLayout.page(exchange, found.value().name(), page.main());
  }

  /** Returns the sections in the order of the page. */
  private Html main() {
    List<Html> sections =
        List.of(
            Html.of("<div class=\"head\" id=\"head\" data-live>{}</div>", head()),
            section("now", state()),
            section("schedule", schedule()),
            section("guard", guarding(), guard()),
            section("experiment", ExperimentSection.section(exchange, flag)),
            section("usage", UsageSection.section(exchange, flag)),
            Html.of(
                "<div class=\"columns\">{}{}</div>",
                section("who", who()),
                section("about", about())),
            section("history", history()),
            section("definition", definition()));
    return Html.of(
        "<article class=\"flag\" data-revision=\"{}\">{}</article>",
        revision,
        Html.each(sections, section -> section));
  }

  private static Html section(String id, Html inside) {
    return section(id, Html.NOTHING, inside);
  }

  /** Returns a section that the page replaces after a change; an empty one keeps its position. */
  private static Html section(String id, Html marks, Html inside) {
    Html title = inside.isEmpty() ? inside : Html.of(" aria-labelledby=\"{}-title\"", id);
    return Html.of("<section id=\"{}\" data-live{}{}>{}</section>", id, marks, title, inside);
  }

  /**
   * Returns the marks of the guard's section. Its counts change without an event, so the page polls
   * for them.
   */
  private Html guarding() {
    boolean counting = exchange.desk().isGuarding(flag);
    return Html.join(Html.flag("data-still", true), Html.flag("data-counting", counting));
  }

  private Html head() {
    RolloutState share = RolloutState.of(flag, now);
    String link = exchange.flagLink(flag.name());
    Html edit =
        exchange.mayChange()
            ? Html.of(
                "<a class=\"button\" href=\"{}/edit\">Edit</a>"
                    + "<a class=\"button\" href=\"{}/json\">Edit as JSON</a>"
                    + "<a class=\"button quiet\" href=\"{}/delete\">Delete</a>",
                link,
                link,
                link)
            : Html.NOTHING;
    return Html.of(
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

  private static Html paragraph(String style, @Nullable String text) {
    return text == null
        ? Html.NOTHING
        : Html.of("<p class=\"{}\">{}</p>", style, Formats.cut(text, 4000));
  }

  private Html state() {
    RolloutState share = RolloutState.of(flag, now);
    Html bar = flag.isKilled() ? killed() : bar(share);
    return Html.of(
        "<h2 id=\"now-title\" class=\"hidden\">Now</h2>{}{}",
        bar,
        exchange.mayChange() ? actions.all() : Html.NOTHING);
  }

  private static Html bar(RolloutState share) {
    String says =
        share.percent() >= 100
            ? "Everybody has it"
            : share.percent() == 0
                ? share.state() == RolloutState.Extent.PART
                    ? "Only those who are named have it"
                    : "Nobody has it"
                : Formats.percent(share.percent()) + " of users have it";
    String notes = share.notes().isEmpty() ? "" : " · " + String.join(" · ", share.notes());
    return Html.of(
        "<p class=\"says\"><strong>{}</strong>{}</p>{}", says, notes, Charts.bar(share.percent()));
  }

  private Html killed() {
    Kill kill = Objects.requireNonNull(flag.killed());
    Html by = kill.by() == null ? Html.NOTHING : Html.of(" by {}", kill.by());
    Html at = kill.at() == null ? Html.NOTHING : Html.of(" {}", Formats.ago(kill.at(), now));
    return Html.of(
        "<div class=\"killed\"><p><strong>Killed</strong>{}{}. Nobody has it.</p>{}"
            + "<p class=\"quiet\">Lifting restores exactly what stands below.</p></div>",
        by,
        at,
        paragraph("reason", kill.reason()));
  }

  private Html schedule() {
    return flag.schedule() == null
        ? Html.NOTHING
        : new ScheduleSection(flag.schedule(), now).html();
  }

  private Html guard() {
    return exchange
        .desk()
        .guard(flag.name())
        .map(state -> new GuardSection(state, now).html())
        .orElse(Html.NOTHING);
  }

  /** Returns the steps of the decision in the order of evaluation. */
  private Html who() {
    List<Html> steps = new ArrayList<>();
    if (!flag.requires().isEmpty()) {
      steps.add(Html.of("<b>Off</b> unless {}", Html.each(flag.requires(), this::required)));
    }
    if (!flag.users().isEmpty()) {
      steps.add(Html.of("<b>On</b> for {}", users()));
    }
    for (Rule rule : flag.rules()) {
      steps.add(rule(rule));
    }
    steps.add(rest());
    return Html.of(
        "<h2 id=\"who-title\">Who gets it</h2><p class=\"quiet\">The first line that applies"
            + " decides.</p><ol class=\"order\">{}</ol>{}",
        Html.each(steps, step -> Html.of("<li>{}</li>", step)),
        variants());
  }

  private Html required(Requirement required) {
    return Html.of(
        "<a href=\"{}\">{}</a> is {} ",
        exchange.flagLink(required.flag()),
        required.flag(),
        required.on() ? "on" : "off");
  }

  private Html users() {
    List<String> shown = flag.users().stream().limit(USERS_SHOWN).toList();
    int more = flag.users().size() - shown.size();
    return Html.of(
        "{}{}",
        Html.each(shown, id -> Html.of("<code>{}</code> ", Formats.cut(id, 100))),
        more == 0 ? "" : "and " + more + " more");
  }

  private static Html rule(Rule rule) {
    String condition = Formats.cut(ConditionText.text(rule.condition()), 1000);
    if (rule.outcome() instanceof Rule.Percentage share) {
      return Html.of(
          "<b>{}</b> of users where {}{}",
          Formats.percent(share.percentage()),
          condition,
          Charts.bar(share.percentage()));
    }
    if (rule.outcome() instanceof Rule.Serve serve) {
      return Html.of("<b>{}</b> where {}", serve.name(), condition);
    }
    boolean on = ((Rule.Enabled) rule.outcome()).on();
    return Html.of("<b>{}</b> where {}", on ? "On" : "Off", condition);
  }

  private Html rest() {
    boolean shared = flag.percentage().isPresent() || flag.schedule() != null;
    double percent = RolloutState.percent(flag, now);
    String by = flag.bucketBy().equals("id") ? "users" : "values of " + flag.bucketBy();
    return shared
        ? Html.of(
            "<b>{}</b> of {}{}; {} for those without an id",
            Formats.percent(percent),
            by,
            flag.schedule() == null ? "" : ", by the schedule",
            flag.enabled() ? "on" : "off")
        : Html.of("<b>{}</b> for everybody else", flag.enabled() ? "On" : "Off");
  }

  private Html variants() {
    double total = flag.variants().stream().mapToDouble(Variant::weight).sum();
    return flag.variants().isEmpty()
        ? Html.NOTHING
        : Html.of(
            "<h3>Variants, of those for whom it is on</h3><table class=\"variants\"><thead><tr>"
                + "<th scope=\"col\">Variant</th><th scope=\"col\">Share</th>"
                + "<th scope=\"col\">Value</th></tr></thead><tbody>{}</tbody></table>",
            Html.each(flag.variants(), variant -> variant(variant, total)));
  }

  private static Html variant(Variant variant, double total) {
    double percent = variant.weight() / total * 100;
    return Html.of(
        "<tr><th scope=\"row\">{}</th><td class=\"share\"><span class=\"label\">{}</span>{}</td>"
            + "<td><code>{}</code></td></tr>",
        variant.name(),
        Formats.percent(Math.round(percent * 100) / 100.0),
        Charts.bar(percent),
        Formats.cut(PlainJson.write(variant.value()), 500));
  }

  private Html about() {
    About about = flag.about();
    return Html.of(
        "<h2 id=\"about-title\">About</h2><dl class=\"facts\">{}{}{}{}{}{}{}{}{}</dl>",
        fact("Type", flag.type().text()),
        fact("Owner", about.owner()),
        fact("Tags", String.join(", ", about.tags())),
        fact("Created", about.created() == null ? null : Formats.day(about.created())),
        fact("Expires", about.expires() == null ? null : Formats.day(about.expires())),
        fact("Stays", about.permanent() ? "permanently" : null),
        fact("Needed by", String.join(", ", exchange.desk().dependents(flag.name()))),
        fact("Salt", flag.salt().equals(flag.name()) ? null : flag.salt()),
        fact("Revision", revision));
  }

  private static Html fact(String name, @Nullable String value) {
    return value == null || value.isEmpty()
        ? Html.NOTHING
        : Html.of("<div><dt>{}</dt><dd>{}</dd></div>", name, Formats.cut(value, 500));
  }

  private Html history() {
    return exchange.desk().hasHistory()
        ? new HistorySection(exchange, flag.name(), revision).html()
        : Html.of(
            "<h2 id=\"history-title\">History</h2><p class=\"quiet\">This store keeps none; a"
                + " database does.</p>");
  }

  private Html definition() {
    Object json = PlainJson.read(FlagJson.writeFlag(flag), flag.name());
    return Html.of(
        "<h2 id=\"definition-title\">Definition</h2><pre tabindex=\"0\" aria-labelledby="
            + "\"definition-title\"><code>{}</code></pre>",
        Formats.cut(PlainJson.pretty(json), 20_000));
  }
}
