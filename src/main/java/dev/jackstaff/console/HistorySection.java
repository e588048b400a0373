package dev.jackstaff.console;

import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Flag;
import dev.jackstaff.store.HistoryEntry;
import dev.jackstaff.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows the history of a flag: the author, time, reason and content of each change. */
final class HistorySection {
  private static final int MAX_SHOWN = 50;

  private final Exchange exchange;
  private final String name;
  private final String revision;

  HistorySection(Exchange exchange, String name, String revision) {
    this.exchange = exchange;
    this.name = name;
    this.revision = revision;
  }

  record HistoryList(Html entries, @Nullable OlderEntries older) implements Fragment {}

  record EmptyHistory() implements Fragment {}

  record UnreadableHistory(@Nullable String reason) implements Fragment {}

  record OlderEntries(int count) implements Fragment {}

  record HistoryItem(
      String author,
      String action,
      Html at,
      @Nullable QuotedReason reason,
      @Nullable Html difference,
      @Nullable RestoreForm restore)
      implements Fragment {}

  record QuotedReason(String text) implements Fragment {}

  record RestoreForm(String link, Html csrf, String revision) implements Fragment {}

  Html html() {
    List<HistoryEntry<Flag>> entries;
    try {
      entries = exchange.flags().history(name);
    } catch (StoreException e) {
      return new UnreadableHistory(e.getMessage()).html();
    }
    if (entries.isEmpty()) {
      return new EmptyHistory().html();
    }
    List<HistoryItem> items = new ArrayList<>();
    for (int i = 0; i < Math.min(MAX_SHOWN, entries.size()); i++) {
      Flag before = i + 1 < entries.size() ? entries.get(i + 1).after() : null;
      items.add(item(entries.get(i), before));
    }
    int older = entries.size() - items.size();
    return new HistoryList(
            Html.each(items, item -> item), older == 0 ? null : new OlderEntries(older))
        .html();
  }

  private HistoryItem item(HistoryEntry<Flag> entry, @Nullable Flag before) {
    Flag after = entry.after();
    boolean changed = after != null && before != null;
    String action = after == null ? "removed" : before == null ? "created" : "changed";
    boolean authored = !List.of(HistoryEntry.INITIAL, HistoryEntry.OUTSIDE).contains(entry.by());
    return new HistoryItem(
        author(entry.by(), action),
        authored ? action + " it" : "",
        Formats.ago(entry.at(), exchange.now()),
        entry.why() == null ? null : new QuotedReason(Formats.cut(entry.why(), 1000)),
        changed ? DefinitionDiff.html(DefinitionDiff.between(before, after)) : null,
        restore(entry));
  }

  /** Returns the author; for a change without one, the way in which it was made. */
  private static String author(String by, String action) {
    return switch (by) {
      case HistoryEntry.INITIAL -> "Imported at start";
      case HistoryEntry.OUTSIDE -> capitalized(action) + " in the database";
      default -> Formats.cut(by, 100);
    };
  }

  private static String capitalized(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private @Nullable RestoreForm restore(HistoryEntry<Flag> entry) {
    if (entry.after() == null || entry.revision().equals(revision) || !exchange.mayChange()) {
      return null;
    }
    return new RestoreForm(exchange.flagLink(name), PageLayout.csrf(exchange), entry.revision());
  }
}
