package dev.jackstaff.console;

import dev.jackstaff.console.RolloutState.Extent;
import dev.jackstaff.hygiene.Finding;
import dev.jackstaff.hygiene.Verdict;
import dev.jackstaff.internal.web.Fragment;
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

  record FlagList(Html search, Html flags, Html external) implements Fragment {}

  record SearchForm(String base, String words, Html selects, Html counts) implements Fragment {}

  record FilterSelect(String any, String name, Html options) implements Fragment {}

  record FilterOption(boolean selected, String text) implements Fragment {}

  record StateCount(String base, String state, long count) implements Fragment {}

  record StaleCount(String base, long count) implements Fragment {}

  record NoFlags(Html reason) implements Fragment {}

  record NoMatch(String base) implements Fragment {}

  record EmptyList(String base) implements Fragment {}

  record EmptyListForViewer() implements Fragment {}

  record FlagListTable(Html rows) implements Fragment {}

  record FlagRow(
      String name,
      String state,
      String link,
      Html notes,
      RolloutCell rollout,
      String type,
      FactsCells facts)
      implements Fragment {}

  record RolloutCell(String label, Html bar, String notes) implements Fragment {}

  record FactsCells(String owner, @Nullable Html age, @Nullable Html last) implements Fragment {}

  record FlagMark(Verdict verdict) implements Fragment {}

  record FlagDescription(String text) implements Fragment {}

  private Html main() {
    List<ListedFlag> rows =
        all.stream().map(flag -> new ListedFlag(flag, RolloutState.of(flag, now))).toList();
    List<ListedFlag> shown =
        rows.stream()
            .filter(row -> filter.matches(row.flag(), row.share(), verdicts(row.flag())))
            .toList();
    return new FlagList(
            search(rows),
            table(rows, shown),
            new ExternalFlagsSection(exchange.desk().features(), filter).table())
        .html();
  }

  private Html search(List<ListedFlag> rows) {
    Html selects =
        Html.join(
            select("state", "Any state", states(), filter.state()),
            select("type", "Any type", types(), filter.type()),
            select("owner", "Any owner", owners(), filter.owner()));
    return new SearchForm(exchange.base(), exchange.query().get("q"), selects, counts(rows)).html();
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

  private static FilterSelect select(
      String name, String any, Collection<String> values, String chosen) {
    return new FilterSelect(
        any, name, Html.each(values, value -> new FilterOption(value.equals(chosen), value)));
  }

  private Html counts(List<ListedFlag> rows) {
    Map<Extent, Long> counts =
        rows.stream()
            .collect(Collectors.groupingBy(row -> row.share().state(), Collectors.counting()));
    Html states =
        Html.each(
            counts.keySet().stream().sorted().toList(),
            state ->
                Html.join(" ", new StateCount(exchange.base(), state.text(), counts.get(state))));
    int external = exchange.desk().features().external().size();
    return Html.join(
        Formats.count(rows.size(), "flag", "flags"),
        states,
        external == 0 ? null : " · " + external + " decided elsewhere",
        stale());
  }

  private Html stale() {
    long flags = all.stream().filter(flag -> !verdicts(flag).isEmpty()).count();
    return flags == 0 ? Html.NOTHING : Html.join(" ", new StaleCount(exchange.base(), flags));
  }

  private Html table(List<ListedFlag> rows, List<ListedFlag> shown) {
    return shown.isEmpty()
        ? new NoFlags(Html.join(nothing(rows))).html()
        : new FlagListTable(Html.each(shown, this::row)).html();
  }

  private @Nullable Fragment nothing(List<ListedFlag> rows) {
    if (rows.isEmpty() && !exchange.desk().features().external().isEmpty()) {
      return null;
    }
    if (!rows.isEmpty()) {
      return new NoMatch(exchange.base());
    }
    return exchange.mayChange() ? new EmptyList(exchange.base()) : new EmptyListForViewer();
  }

  private FlagRow row(ListedFlag row) {
    Flag flag = row.flag();
    RolloutState share = row.share();
    List<String> notes = share.notes().subList(0, Math.min(3, share.notes().size()));
    String owner = Objects.requireNonNullElse(flag.about().owner(), "");
    return new FlagRow(
        flag.name(),
        share.state().text(),
        exchange.flagLink(flag.name()),
        Html.join(mark(flag), description(flag.about().description())),
        new RolloutCell(share.label(), Charts.bar(share.percent()), String.join(", ", notes)),
        flag.type().text(),
        new FactsCells(Formats.cut(owner, MAX_OWNER_LENGTH), age(flag), last(flag)));
  }

  private List<Verdict> verdicts(Flag flag) {
    return stale.getOrDefault(flag.name(), List.of());
  }

  /** Returns the first finding; the cleanup page shows all of them. */
  private @Nullable Html mark(Flag flag) {
    List<Verdict> verdicts = verdicts(flag);
    return verdicts.isEmpty() ? null : Html.join(" ", new FlagMark(verdicts.get(0)));
  }

  private static @Nullable FlagDescription description(@Nullable String text) {
    return text == null ? null : new FlagDescription(Formats.cut(text, 120));
  }

  private @Nullable Html age(Flag flag) {
    Instant given = flag.about().created();
    Instant created = given == null ? exchange.desk().changes().made().get(flag.name()) : given;
    return created == null ? null : Formats.time(created, Formats.span(created, now));
  }

  private @Nullable Html last(Flag flag) {
    LatestChanges.Last last = exchange.desk().changes().latest(flag.name());
    if (last == null) {
      return null;
    }
    String by = last.by() == null ? "" : " by " + Formats.cut(last.by(), 60);
    return Html.join(Formats.ago(last.at(), now), by);
  }
}
