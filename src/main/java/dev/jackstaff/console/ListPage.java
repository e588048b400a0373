package dev.jackstaff.console;

import dev.jackstaff.console.RolloutState.Extent;
import dev.jackstaff.hygiene.Finding;
import dev.jackstaff.hygiene.Verdict;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagType;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The page that lists all flags. */
final class ListPage {
  private static final int MAX_OWNER_LENGTH = 60;

  private final Exchange exchange;
  private final Instant now;
  private final Collection<Flag> all;
  private final ListFilter filter;

  /** The cleanup findings of each flag, without those that are held. */
  private final Map<String, List<Verdict>> stale;

  private ListPage(Exchange exchange) {
    this.exchange = exchange;
    this.now = exchange.now();
    this.all = exchange.desk().flags().flags();
    this.filter = ListFilter.of(exchange.query());
    this.stale =
        exchange.desk().review().latest().findings().stream()
            .filter(finding -> !finding.isHeld())
            .collect(
                Collectors.groupingBy(
                    Finding::flag, Collectors.mapping(Finding::verdict, Collectors.toList())));
  }

  static Response answer(Exchange exchange) {
    return PageLayout.page(exchange, "All flags", new ListPage(exchange).main());
  }

  private record ListedFlag(Flag flag, RolloutState share) {}

  private Html main() {
    List<ListedFlag> rows =
        all.stream().map(flag -> new ListedFlag(flag, RolloutState.of(flag, now))).toList();
    List<ListedFlag> shown =
        rows.stream()
            .filter(row -> filter.matches(row.flag(), row.share(), verdicts(row.flag())))
            .toList();
    return Html.join(
        Html.of("<h1 class=\"hidden\">All flags</h1>"),
        search(rows),
        table(rows, shown),
        new ExternalFlagsSection(exchange.desk().features(), filter).table());
  }

  private Html search(List<ListedFlag> rows) {
    return Html.of(
        """
        <form class="search" role="search" method="get" action="{}/" data-search>
        <label class="grow"><span class="hidden">Search</span>
        <input type="search" name="q" value="{}" placeholder="Search names, owners, tags"></label>
        {}{}{}<button type="submit">Show</button>
        </form>
        <p class="counts" id="counts" data-live>{}</p>
        """,
        exchange.base(),
        exchange.query().get("q"),
        select("state", "Any state", states(), filter.state()),
        select("type", "Any type", types(), filter.type()),
        select("owner", "Any owner", owners(), filter.owner()),
        counts(rows));
  }

  private static List<String> states() {
    return List.of("on", "partly", "off", "killed", "expired", ListFilter.STALE);
  }

  private static List<String> types() {
    return Arrays.stream(FlagType.values()).map(FlagType::text).toList();
  }

  private Collection<String> owners() {
    return all.stream()
        .map(flag -> flag.about().owner())
        .filter(Objects::nonNull)
        .filter(owner -> owner.length() <= MAX_OWNER_LENGTH)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Html select(String name, String any, Collection<String> values, String chosen) {
    return Html.of(
        "<label><span class=\"hidden\">{}</span><select name=\"{}\"><option value=\"\">{}</option>"
            + "{}</select></label>",
        any,
        name,
        any,
        Html.each(
            values,
            value ->
                Html.of(
                    "<option{}>{}</option>", Html.flag("selected", value.equals(chosen)), value)));
  }

  private Html counts(List<ListedFlag> rows) {
    Map<Extent, Long> counts =
        rows.stream()
            .collect(Collectors.groupingBy(row -> row.share().state(), Collectors.counting()));
    Html states =
        Html.each(
            counts.keySet().stream().sorted().toList(),
            state ->
                Html.of(
                    " · <a href=\"{}/?state={}\">{} {}</a>",
                    exchange.base(),
                    state.text(),
                    counts.get(state),
                    state.text()));
    int foreign = exchange.desk().features().external().size();
    String elsewhere = foreign == 0 ? "" : " · " + foreign + " decided elsewhere";
    return Html.of(
        "{}{}{}{}", Formats.count(rows.size(), "flag", "flags"), states, elsewhere, stale());
  }

  private Html stale() {
    long flags = all.stream().filter(flag -> !verdicts(flag).isEmpty()).count();
    return flags == 0
        ? Html.NOTHING
        : Html.of(" · <a href=\"{}/cleanup\">{} to clean up</a>", exchange.base(), flags);
  }

  private Html table(List<ListedFlag> rows, List<ListedFlag> shown) {
    if (shown.isEmpty()) {
      return Html.of("<div id=\"flags\" data-live>{}</div>", nothing(rows));
    }
    return Html.of(
        """
        <div id="flags" data-live="rows"><table class="flags">
        <thead><tr><th scope="col">Flag</th><th scope="col">Who has it</th><th scope="col">Type</th>
        <th scope="col">Owner</th><th scope="col">Age</th><th scope="col">Last change</th></tr></thead>
        <tbody>{}</tbody></table></div>
        """,
        Html.each(shown, this::row));
  }

  private Html nothing(List<ListedFlag> rows) {
    if (rows.isEmpty() && !exchange.desk().features().external().isEmpty()) {
      return Html.NOTHING;
    }
    if (!rows.isEmpty()) {
      return Html.of(
          "<p class=\"empty\">No flag matches. <a href=\"{}/\">Show all</a></p>", exchange.base());
    }
    return exchange.mayChange()
        ? Html.of(
            "<p class=\"empty\">There are no flags yet. <a href=\"{}/new\">Make the first</a></p>",
            exchange.base())
        : Html.of("<p class=\"empty\">There are no flags yet.</p>");
  }

  private Html row(ListedFlag row) {
    Flag flag = row.flag();
    RolloutState share = row.share();
    return Html.of(
        "<tr id=\"row-{}\" class=\"is-{}\"><th scope=\"row\"><a href=\"{}\">{}</a>{}{}</th>"
            + "<td class=\"share\"><span class=\"label\">{}</span>{}<small>{}</small></td>"
            + "<td class=\"type\">{}</td><td class=\"owner\">{}</td><td class=\"age\">{}</td>"
            + "<td class=\"last\">{}</td></tr>\n",
        flag.name(),
        share.state().text(),
        exchange.flagLink(flag.name()),
        flag.name(),
        mark(flag),
        description(flag.about().description()),
        share.label(),
        Charts.bar(share.percent()),
        String.join(", ", share.notes().subList(0, Math.min(3, share.notes().size()))),
        flag.type().text(),
        Formats.cut(Objects.requireNonNullElse(flag.about().owner(), ""), MAX_OWNER_LENGTH),
        age(flag),
        last(flag));
  }

  private List<Verdict> verdicts(Flag flag) {
    return stale.getOrDefault(flag.name(), List.of());
  }

  /** Returns the first finding; the cleanup page shows all of them. */
  private Html mark(Flag flag) {
    List<Verdict> verdicts = verdicts(flag);
    return verdicts.isEmpty()
        ? Html.NOTHING
        : Html.of(" <span class=\"mark\">{}</span>", verdicts.get(0));
  }

  private static Html description(@Nullable String text) {
    return text == null
        ? Html.NOTHING
        : Html.of("<div class=\"about\">{}</div>", Formats.cut(text, 120));
  }

  private Html age(Flag flag) {
    Instant said = flag.about().created();
    Instant created = said == null ? exchange.desk().changes().made().get(flag.name()) : said;
    return created == null ? Html.NOTHING : Formats.time(created, Formats.span(created, now));
  }

  private Html last(Flag flag) {
    LatestChanges.Last last = exchange.desk().changes().latest(flag.name());
    if (last == null) {
      return Html.NOTHING;
    }
    String by = last.by() == null ? "" : " by " + Formats.cut(last.by(), 60);
    return Html.of("{}{}", Formats.ago(last.at(), now), by);
  }
}
