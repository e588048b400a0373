package dev.jackstaff.http;

import dev.jackstaff.model.Flag;
import dev.jackstaff.store.HistoryEntry;
import dev.jackstaff.store.StoreException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows the history of a flag: the author, time, reason and content of each change. */
final class ConsoleHistoryView {
  private static final int SHOWN = 50;

  private final ConsoleExchange exchange;
  private final String name;
  private final String revision;

  ConsoleHistoryView(ConsoleExchange exchange, String name, String revision) {
    this.exchange = exchange;
    this.name = name;
    this.revision = revision;
  }

  ConsoleHtml html() {
    return ConsoleHtml.of("<h2 id=\"history-title\">History</h2>{}", entries());
  }

  private ConsoleHtml entries() {
    List<HistoryEntry<Flag>> entries;
    try {
      entries = exchange.desk().history(name);
    } catch (StoreException e) {
      return ConsoleHtml.of("<p class=\"quiet\">It cannot be read now: {}</p>", e.getMessage());
    }
    ConsoleHtml html = ConsoleHtml.NOTHING;
    for (int i = 0; i < Math.min(SHOWN, entries.size()); i++) {
      Flag before = i + 1 < entries.size() ? entries.get(i + 1).after() : null;
      html = ConsoleHtml.join(html, entry(entries.get(i), before));
    }
    return html.isEmpty()
        ? ConsoleHtml.of("<p class=\"quiet\">Nothing is known.</p>")
        : ConsoleHtml.of("<ol class=\"history\">{}</ol>{}", html, more(entries.size()));
  }

  private static ConsoleHtml more(int size) {
    return size <= SHOWN
        ? ConsoleHtml.NOTHING
        : ConsoleHtml.of("<p class=\"quiet\">And {} older; the API has all.</p>", size - SHOWN);
  }

  private ConsoleHtml entry(HistoryEntry<Flag> entry, @Nullable Flag before) {
    Flag after = entry.after();
    String what = after == null ? "removed it" : before == null ? "made it" : "changed it";
    ConsoleHtml why =
        entry.why() == null
            ? ConsoleHtml.NOTHING
            : ConsoleHtml.of("<q>{}</q>", ConsoleText.cut(entry.why(), 1000));
    ConsoleHtml diff =
        after == null || before == null
            ? ConsoleHtml.NOTHING
            : ConsoleDiff.html(ConsoleDiff.between(before, after));
    return ConsoleHtml.of(
        "<li><p><strong>{}</strong> {} {} {}</p>{}{}</li>",
        ConsoleText.cut(entry.by(), 100),
        what,
        ConsoleText.ago(entry.at(), exchange.now()),
        why,
        diff,
        revert(entry));
  }

  private ConsoleHtml revert(HistoryEntry<Flag> entry) {
    if (entry.after() == null || entry.revision().equals(revision) || !exchange.mayChange()) {
      return ConsoleHtml.NOTHING;
    }
    return ConsoleHtml.of(
        "<form method=\"post\" class=\"revert\" action=\"{}/revert\">{}"
            + "<input type=\"hidden\" name=\"revision\" value=\"{}\">"
            + "<button class=\"small\">Make it so again</button></form>",
        exchange.flagLink(name),
        ConsoleLayout.csrf(exchange),
        entry.revision());
  }
}
