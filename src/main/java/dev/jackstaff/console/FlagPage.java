package dev.jackstaff.console;

import dev.jackstaff.guard.GuardState;
import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.About;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.Requirement;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Variant;
import dev.jackstaff.store.Versioned;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The page of one flag: its users now and the reason, the available actions, and the history. */
final class FlagPage {
  private static final int MAX_USERS_SHOWN = 50;

  /** The time after a kill in which the page polls for the verdict. */
  private static final Duration VERDICT_TIMEOUT = Duration.ofSeconds(30);

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
    Versioned<Flag> found = exchange.flags().find(exchange.part(0));
    FlagPage page = new FlagPage(exchange, found);
    return PageLayout.page(exchange, found.value().name(), page.main());
  }

  record FlagArticle(String base, Head head, Html sections) implements Fragment {}

  record Columns(Fragment left, Fragment right) implements Fragment {}

  record EmptySection(String id, Html marks) implements Fragment {}

  record LiveSection(String id, Html marks, Html inside) implements Fragment {}

  record Head(
      String base,
      String name,
      String state,
      String label,
      @Nullable Paragraph lead,
      @Nullable EditLinks tools)
      implements Fragment {}

  record EditLinks(String link) implements Fragment {}

  record Paragraph(String style, String text) implements Fragment {}

  record CurrentState(Fragment state, @Nullable Html actions) implements Fragment {}

  record RolloutBar(String summary, String notes, Html bar) implements Fragment {}

  record KilledState(@Nullable String by, Html at, @Nullable Paragraph reason)
      implements Fragment {}

  record Targeting(Html steps, @Nullable VariantTable variants) implements Fragment {}

  record TargetingStep(String outcome, Html rest) implements Fragment {}

  record RequiredFlag(String link, String name, String state) implements Fragment {}

  record UserId(String id) implements Fragment {}

  record VariantTable(Html rows) implements Fragment {}

  record VariantLine(String name, String weight, Html bar, String value) implements Fragment {}

  record AboutFacts(Html facts) implements Fragment {}

  record AboutFact(String name, String value) implements Fragment {}

  record NoHistory() implements Fragment {}

  record DefinitionJson(String json) implements Fragment {}

  /** Returns the sections in the order of the page. */
  private Html main() {
    Html sections =
        Html.join(
            section("now", state().html()),
            section("schedule", schedule()),
            section("guard", guardMarks(), guard()),
            section("experiment", ExperimentSection.section(exchange, flag)),
            section("usage", UsageSection.section(exchange, flag)),
            new Columns(section("who", targeting().html()), section("about", about().html())),
            section("history", history()),
            section("definition", definition().html()));
    return new FlagArticle(EditedVersion.base(flag), head(), sections).html();
  }

  private static Fragment section(String id, Html inside) {
    return section(id, Html.NOTHING, inside);
  }

  /** Returns a section that the page replaces after a change; an empty one keeps its position. */
  private static Fragment section(String id, Html marks, Html inside) {
    return inside.isEmpty() ? new EmptySection(id, marks) : new LiveSection(id, marks, inside);
  }

  /**
   * Returns the marks of the guard's section. Its counts change without an event, so the page polls
   * for them.
   */
  private Html guardMarks() {
    boolean counting = exchange.flags().isGuarding(flag) || isVerdictExpected();
    return Html.join(
        Html.attribute("data-still"), counting ? Html.attribute("data-counting") : null);
  }

  /**
   * Returns whether the flag was killed so recently that the guard's verdict may not be recorded
   * yet; a kill takes effect before that.
   */
  private boolean isVerdictExpected() {
    Instant killed = flag.killed() == null ? null : flag.killed().at();
    return flag.guard() != null
        && killed != null
        && Duration.between(killed, now).compareTo(VERDICT_TIMEOUT) < 0;
  }

  private Head head() {
    RolloutState rollout = RolloutState.of(flag, now);
    return new Head(
        exchange.base(),
        flag.name(),
        rollout.extent().text(),
        rollout.label(),
        paragraph("lead", flag.about().description()),
        exchange.mayChange() ? new EditLinks(exchange.flagLink(flag.name())) : null);
  }

  private static @Nullable Paragraph paragraph(String style, @Nullable String text) {
    return text == null ? null : new Paragraph(style, Formats.cut(text, 4000));
  }

  private CurrentState state() {
    return new CurrentState(
        flag.isKilled() ? killed() : bar(RolloutState.of(flag, now)),
        exchange.mayChange() ? actions.all() : null);
  }

  private static RolloutBar bar(RolloutState rollout) {
    String notes = rollout.notes().isEmpty() ? "" : " · " + String.join(" · ", rollout.notes());
    return new RolloutBar(summary(rollout), notes, Charts.bar(rollout.percent()));
  }

  private static String summary(RolloutState rollout) {
    if (rollout.percent() >= 100) {
      return "On for everybody";
    }
    if (rollout.percent() > 0) {
      return "On for " + Formats.percent(rollout.percent()) + " of users";
    }
    return rollout.extent() == RolloutState.Extent.PARTIAL
        ? "Targeted users only"
        : "Off for everybody";
  }

  private KilledState killed() {
    Kill kill = Objects.requireNonNull(flag.killed());
    return new KilledState(
        kill.by() == null ? null : " by " + kill.by(),
        kill.at() == null ? Html.NOTHING : Html.join(" ", Formats.ago(kill.at(), now)),
        paragraph("reason", kill.reason()));
  }

  private Html schedule() {
    return flag.schedule() == null
        ? Html.NOTHING
        : new ScheduleSection(flag.schedule(), flag.guard(), now).html();
  }

  private Html guard() {
    GuardState state = exchange.flags().guard(flag.name()).orElse(null);
    if (state != null) {
      return new GuardSection(flag, state, now).html();
    }
    return flag.guard() == null
        ? Html.NOTHING
        : GuardSection.missing(flag, exchange.flags().hasGuard());
  }

  /** Returns the steps of the decision in the order of evaluation. */
  private Targeting targeting() {
    List<TargetingStep> steps = new ArrayList<>();
    if (!flag.requires().isEmpty()) {
      Html required = Html.each(flag.requires(), it -> Html.join(required(it), " "));
      steps.add(new TargetingStep("Off", Html.join(" unless ", required)));
    }
    if (!flag.users().isEmpty()) {
      steps.add(new TargetingStep("On", Html.join(" for ", users())));
    }
    flag.rules().forEach(rule -> steps.add(rule(rule)));
    steps.add(rest());
    return new Targeting(Html.each(steps, step -> step), variants());
  }

  private RequiredFlag required(Requirement required) {
    String name = required.flag();
    return new RequiredFlag(exchange.flagLink(name), name, required.on() ? "on" : "off");
  }

  private Html users() {
    List<String> shown = flag.users().stream().limit(MAX_USERS_SHOWN).toList();
    int more = flag.users().size() - shown.size();
    return Html.join(
        Html.each(shown, id -> Html.join(new UserId(Formats.cut(id, 100)), " ")),
        more == 0 ? null : "and " + more + " more");
  }

  private static TargetingStep rule(Rule rule) {
    String condition = " where " + Formats.cut(ConditionText.text(rule.condition()), 1000);
    if (rule.outcome() instanceof Rule.Percentage rollout) {
      Html rest = Html.join(" of users", condition, Charts.bar(rollout.percentage()));
      return new TargetingStep(Formats.percent(rollout.percentage()), rest);
    }
    String outcome =
        rule.outcome() instanceof Rule.Serve serve
            ? serve.name()
            : ((Rule.Enabled) rule.outcome()).on() ? "On" : "Off";
    return new TargetingStep(outcome, Html.join(condition));
  }

  private TargetingStep rest() {
    boolean partial = flag.percentage().isPresent() || flag.schedule() != null;
    if (!partial) {
      return new TargetingStep(flag.enabled() ? "On" : "Off", Html.join(" for everybody else"));
    }
    String by = flag.bucketBy().equals("id") ? " of users" : " of values of " + flag.bucketBy();
    String schedule = flag.schedule() == null ? "" : ", by the schedule";
    String others =
        flag.enabled()
            ? "; on for users without a targeting key"
            : "; off for users without a targeting key";
    return new TargetingStep(
        Formats.percent(RolloutState.percent(flag, now)), Html.join(by, schedule, others));
  }

  private @Nullable VariantTable variants() {
    double total = flag.variants().stream().mapToDouble(Variant::weight).sum();
    return flag.variants().isEmpty()
        ? null
        : new VariantTable(Html.each(flag.variants(), variant -> variant(variant, total)));
  }

  private static VariantLine variant(Variant variant, double total) {
    double percent = variant.weight() / total * 100;
    return new VariantLine(
        variant.name(),
        Formats.percent(Math.round(percent * 100) / 100.0),
        Charts.bar(percent),
        Formats.cut(PlainJson.write(variant.value()), 500));
  }

  private AboutFacts about() {
    About about = flag.about();
    Html facts =
        Html.join(
            fact("Type", flag.type().text()),
            fact("Owner", about.owner()),
            fact("Tags", String.join(", ", about.tags())),
            fact("Created", about.created() == null ? null : Formats.day(about.created())),
            fact("Expires", about.expires() == null ? null : Formats.day(about.expires())),
            fact("Permanent", about.permanent() ? "yes" : null),
            fact("Required by", String.join(", ", exchange.flags().dependents(flag.name()))),
            fact("Salt", flag.salt().equals(flag.name()) ? null : flag.salt()),
            fact("Revision", revision));
    return new AboutFacts(facts);
  }

  private static @Nullable AboutFact fact(String name, @Nullable String value) {
    return value == null || value.isEmpty() ? null : new AboutFact(name, Formats.cut(value, 500));
  }

  private Html history() {
    return exchange.flags().hasHistory()
        ? new HistorySection(exchange, flag.name(), revision).html()
        : new NoHistory().html();
  }

  private DefinitionJson definition() {
    Object json = PlainJson.read(FlagJson.writeFlag(flag), flag.name());
    return new DefinitionJson(Formats.cut(PlainJson.pretty(json), 20_000));
  }
}
