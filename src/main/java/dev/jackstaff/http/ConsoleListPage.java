package dev.jackstaff.http;

import dev.jackstaff.http.ConsoleShare.State;
import dev.jackstaff.hygiene.Finding;
import dev.jackstaff.hygiene.Verdict;
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
final class ConsoleListPage {
  private static final int LONGEST_OWNER = 60;

  private final ConsoleExchange exchange;
  private final Instant now;
  private final Collection<Flag> all;
  private final ConsoleFilter filter;

  /** The cleanup findings of each flag, without those that are held. */
  private final Map<String, List<Verdict>> stale;

  private ConsoleListPage(ConsoleExchange exchange) {
    this.exchange = exchange;
    this.now = exchange.now();
    this.all = exchange.desk().flags().flags();
    this.filter = ConsoleFilter.of(exchange.query());
    this.stale =
        exchange.desk().review().latest().findings().stream()
            .filter(finding -> !finding.isHeld())
            .collect(
                Collectors.groupingBy(
                    Finding::flag, Collectors.mapping(Finding::verdict, Collectors.toList())));
  }

  static ConsoleAnswer answer(ConsoleExchange exchange) {
    return ConsoleLayout.page(exchange, "All flags", new ConsoleListPage(exchange).main());
  }

  private record Row(Flag flag, ConsoleShare share) {}

  private ConsoleHtml main() {
    List<Row> rows = all.stream().map(flag -> new Row(flag, ConsoleShare.of(flag, now))).toList();
    List<Row> shown =
        rows.stream()
            .filter(row -> filter.matches(row.flag(), row.share(), verdicts(row.flag())))
            .toList();
    return ConsoleHtml.join(
        ConsoleHtml.of("<h1 class=\"hidden\">All flags</h1>"),
        search(rows),
        table(rows, shown),
        new ConsoleForeign(exchange.desk().features(), filter).table());
  }

  private ConsoleHtml search(List<Row> rows) {
    return ConsoleHtml.of(
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
    return List.of("on", "partly", "off", "killed", "expired", ConsoleFilter.STALE);
  }

  private static List<String> types() {
    return Arrays.stream(FlagType.values()).map(FlagType::text).toList();
  }

  private Collection<String> owners() {
    return all.stream()
        .map(flag -> flag.about().owner())
        .filter(Objects::nonNull)
        .filter(owner -> owner.length() <= LONGEST_OWNER)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static ConsoleHtml select(
      String name, String any, Collection<String> values, String chosen) {
    return ConsoleHtml.of(
        "<label><span class=\"hidden\">{}</span><select name=\"{}\"><option value=\"\">{}</option>"
            + "{}</select></label>",
        any,
        name,
        any,
        ConsoleHtml.each(
            values,
            value ->
                ConsoleHtml.of(
                    "<option{}>{}</option>",
                    ConsoleHtml.flag("selected", value.equals(chosen)),
                    value)));
  }

  private ConsoleHtml counts(List<Row> rows) {
    Map<State, Long> counts =
        rows.stream()
            .collect(Collectors.groupingBy(row -> row.share().state(), Collectors.counting()));
    ConsoleHtml states =
        ConsoleHtml.each(
            counts.keySet().stream().sorted().toList(),
            state ->
                ConsoleHtml.of(
                    " · <a href=\"{}/?state={}\">{} {}</a>",
                    exchange.base(),
                    state.text(),
                    counts.get(state),
                    state.text()));
    int foreign = exchange.desk().features().foreign().size();
    String elsewhere = foreign == 0 ? "" : " · " + foreign + " decided elsewhere";
    return ConsoleHtml.of(
        "{}{}{}{}", ConsoleText.count(rows.size(), "flag", "flags"), states, elsewhere, stale());
  }

  private ConsoleHtml stale() {
    long flags = all.stream().filter(flag -> !verdicts(flag).isEmpty()).count();
    return flags == 0
        ? ConsoleHtml.NOTHING
        : ConsoleHtml.of(" · <a href=\"{}/cleanup\">{} to clean up</a>", exchange.base(), flags);
  }

  private ConsoleHtml table(List<Row> rows, List<Row> shown) {
    if (shown.isEmpty()) {
      return ConsoleHtml.of("<div id=\"flags\" data-live>{}</div>", nothing(rows));
    }
    return ConsoleHtml.of(
        """
        <div id="flags" data-live="rows"><table class="flags">
        <thead><tr><th scope="col">Flag</th><th scope="col">Who has it</th><th scope="col">Type</th>
        <th scope="col">Owner</th><th scope="col">Age</th><th scope="col">Last change</th></tr></thead>
        <tbody>{}</tbody></table></div>
        """,
        ConsoleHtml.each(shown, this::row));
  }

  private ConsoleHtml nothing(List<Row> rows) {
    if (rows.isEmpty() && !exchange.desk().features().foreign().isEmpty()) {
      return ConsoleHtml.NOTHING;
    }
    if (!rows.isEmpty()) {
      return ConsoleHtml.of(
          "<p class=\"empty\">No flag matches. <a href=\"{}/\">Show all</a></p>", exchange.base());
    }
    return exchange.mayChange()
        ? ConsoleHtml.of(
            "<p class=\"empty\">There are no flags yet. <a href=\"{}/new\">Make the first</a></p>",
            exchange.base())
        : ConsoleHtml.of("<p class=\"empty\">There are no flags yet.</p>");
  }

  private ConsoleHtml row(Row row) {
    Flag flag = row.flag();
    ConsoleShare share = row.share();
    return ConsoleHtml.of(
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
        ConsoleDraw.bar(share.percent()),
        String.join(", ", share.notes().subList(0, Math.min(3, share.notes().size()))),
        flag.type().text(),
        ConsoleText.cut(Objects.requireNonNullElse(flag.about().owner(), ""), LONGEST_OWNER),
        age(flag),
        last(flag));
  }

  private List<Verdict> verdicts(Flag flag) {
    return stale.getOrDefault(flag.name(), List.of());
  }

  /** Returns the first finding; the cleanup page shows all of them. */
  private ConsoleHtml mark(Flag flag) {
    List<Verdict> verdicts = verdicts(flag);
    return verdicts.isEmpty()
        ? ConsoleHtml.NOTHING
        : ConsoleHtml.of(" <span class=\"mark\">{}</span>", verdicts.get(0));
  }

  private static ConsoleHtml description(@Nullable String text) {
    return text == null
        ? ConsoleHtml.NOTHING
        : ConsoleHtml.of("<div class=\"about\">{}</div>", ConsoleText.cut(text, 120));
  }

  private ConsoleHtml age(Flag flag) {
    Instant said = flag.about().created();
    Instant created = said == null ? exchange.desk().changes().made().get(flag.name()) : said;
    return created == null
        ? ConsoleHtml.NOTHING
        : ConsoleText.time(created, ConsoleText.span(created, now));
  }

  private ConsoleHtml last(Flag flag) {
    ConsoleChanges.Last last = exchange.desk().changes().latest(flag.name());
    if (last == null) {
      return ConsoleHtml.NOTHING;
    }
    String by = last.by() == null ? "" : " by " + ConsoleText.cut(last.by(), 60);
    return ConsoleHtml.of("{}{}", ConsoleText.ago(last.at(), now), by);
  }
}
