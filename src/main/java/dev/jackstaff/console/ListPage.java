package dev.jackstaff.console;

import dev.jackstaff.console.RolloutState.Extent;
import dev.jackstaff.hygiene.Finding;
import dev.jackstaff.hygiene.Verdict;
import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.store.HistoryEntry;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
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
    this.all = exchange.flags().definitions().flags();
    this.filter = ListFilter.of(exchange.query());
    this.stale =
        exchange.flags().review().latest().findings().stream()
            .filter(finding -> !finding.isHeld())
            .collect(
                Collectors.groupingBy(
                    Finding::flag, Collectors.mapping(Finding::verdict, Collectors.toList())));
  }

  static Response answer(Exchange exchange) {
    return PageLayout.page(exchange, "All flags", new ListPage(exchange).main());
  }

  private record ListedFlag(Flag flag, RolloutState rollout) {}

  record FlagList(Html search, Html flags, Html external) implements Fragment {}

  record SearchForm(String base, String words, Html selects, Html counts) implements Fragment {}

  record FilterSelect(String any, String name, Html options) implements Fragment {}

  record FilterOption(String value, boolean selected, String label) implements Fragment {}

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
            .filter(row -> filter.matches(row.flag(), row.rollout(), verdicts(row.flag())))
            .toList();
    return new FlagList(
            search(rows),
            table(rows, shown),
            new ExternalFlagsSection(exchange.flags().features(), filter).table())
        .html();
  }

  private Html search(List<ListedFlag> rows) {
    Html selects =
        Html.join(
            select("state", "Any state", states(), filter.state()),
            select("type", "Any type", types(), filter.type()),
            select("owner", "Any owner", labels(owners()), filter.owner()));
    return new SearchForm(exchange.base(), exchange.query().get("q"), selects, counts(rows)).html();
  }

  /** Returns the labels of the states by their values: the extents, and two findings. */
  private static Map<String, String> states() {
    Map<String, String> states = new LinkedHashMap<>();
    Arrays.stream(Extent.values()).forEach(extent -> states.put(extent.text(), extent.label()));
    states.put("expired", "expired");
    states.put(ListFilter.STALE, ListFilter.STALE);
    return states;
  }

  private static Map<String, String> types() {
    return labels(Arrays.stream(FlagType.values()).map(FlagType::text).toList());
  }

  private static Map<String, String> labels(Collection<String> values) {
    Map<String, String> labels = new LinkedHashMap<>();
    values.forEach(value -> labels.put(value, value));
    return labels;
  }

  private Collection<String> owners() {
    return all.stream()
        .map(flag -> flag.about().owner())
        .filter(Objects::nonNull)
        .filter(owner -> owner.length() <= MAX_OWNER_LENGTH)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static FilterSelect select(
      String name, String any, Map<String, String> labels, String chosen) {
    Html options =
        Html.each(
            labels.entrySet(),
            it -> new FilterOption(it.getKey(), it.getKey().equals(chosen), it.getValue()));
    return new FilterSelect(any, name, options);
  }

  private Html counts(List<ListedFlag> rows) {
    Map<Extent, Long> counts =
        rows.stream()
            .collect(Collectors.groupingBy(row -> row.rollout().extent(), Collectors.counting()));
    Html states =
        Html.each(
            counts.keySet().stream().sorted().toList(),
            state -> Html.join(" ", count(state, counts.getOrDefault(state, 0L))));
    int external = exchange.flags().features().integration().external().size();
    return Html.join(
        Formats.count(rows.size(), "flag", "flags"),
        states,
        external == 0 ? null : " · " + external + " external",
        stale());
  }

  private StateCount count(Extent extent, long count) {
    return new StateCount(exchange.base(), extent.text(), count);
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
    if (rows.isEmpty() && !exchange.flags().features().integration().external().isEmpty()) {
      return null;
    }
    if (!rows.isEmpty()) {
      return new NoMatch(exchange.base());
    }
    return exchange.mayChange() ? new EmptyList(exchange.base()) : new EmptyListForViewer();
  }

  private FlagRow row(ListedFlag row) {
    Flag flag = row.flag();
    RolloutState rollout = row.rollout();
    List<String> notes = rollout.notes().subList(0, Math.min(3, rollout.notes().size()));
    String owner = Objects.requireNonNullElse(flag.about().owner(), "");
    return new FlagRow(
        flag.name(),
        rollout.extent().text(),
        exchange.flagLink(flag.name()),
        Html.join(mark(flag), description(flag.about().description())),
        new RolloutCell(rollout.label(), Charts.bar(rollout.percent()), String.join(", ", notes)),
        flag.type().text(),
        new FactsCells(Formats.cut(owner, MAX_OWNER_LENGTH), age(flag), last(flag)));
  }

  private static String author(@Nullable String by) {
    if (by == null) {
      return "";
    }
    return switch (by) {
      case HistoryEntry.INITIAL -> ", imported at start";
      case HistoryEntry.OUTSIDE -> " in the database";
      default -> " by " + Formats.cut(by, 60);
    };
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
    Instant created = given == null ? exchange.flags().changes().made().get(flag.name()) : given;
    return created == null ? null : Formats.time(created, Formats.span(created, now));
  }

  private @Nullable Html last(Flag flag) {
    LatestChanges.Last last = exchange.flags().changes().latest(flag.name());
    if (last == null) {
      return null;
    }
    return Html.join(Formats.ago(last.at(), now), author(last.by()));
  }
}
