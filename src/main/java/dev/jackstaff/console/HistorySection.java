package dev.jackstaff.console;

import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Flag;
import dev.jackstaff.store.HistoryEntry;
import dev.jackstaff.store.StoreException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows the history of a flag: the author, time, reason and content of each change. */
final class HistorySection {
  private static final int SHOWN = 50;

  private final Exchange exchange;
  private final String name;
  private final String revision;

  HistorySection(Exchange exchange, String name, String revision) {
    this.exchange = exchange;
    this.name = name;
    this.revision = revision;
  }

  Html html() {
    return Html.of("<h2 id=\"history-title\">History</h2>{}", entries());
  }

  private Html entries() {
    List<HistoryEntry<Flag>> entries;
    try {
      entries = exchange.desk().history(name);
    } catch (StoreException e) {
      return Html.of("<p class=\"quiet\">It cannot be read now: {}</p>", e.getMessage());
    }
    Html html = Html.NOTHING;
    for (int i = 0; i < Math.min(SHOWN, entries.size()); i++) {
      Flag before = i + 1 < entries.size() ? entries.get(i + 1).after() : null;
      html = Html.join(html, entry(entries.get(i), before));
    }
    return html.isEmpty()
        ? Html.of("<p class=\"quiet\">Nothing is known.</p>")
        : Html.of("<ol class=\"history\">{}</ol>{}", html, more(entries.size()));
  }

  private static Html more(int size) {
    return size <= SHOWN
        ? Html.NOTHING
        : Html.of("<p class=\"quiet\">And {} older; the API has all.</p>", size - SHOWN);
  }

  private Html entry(HistoryEntry<Flag> entry, @Nullable Flag before) {
    Flag after = entry.after();
    String what = after == null ? "removed it" : before == null ? "made it" : "changed it";
    Html why =
        entry.why() == null ? Html.NOTHING : Html.of("<q>{}</q>", Formats.cut(entry.why(), 1000));
    Html diff =
        after == null || before == null
            ? Html.NOTHING
            : DefinitionDiff.html(DefinitionDiff.between(before, after));
    return Html.of(
        "<li><p><strong>{}</strong> {} {} {}</p>{}{}</li>",
        Formats.cut(entry.by(), 100),
        what,
        Formats.ago(entry.at(), exchange.now()),
        why,
        diff,
        revert(entry));
  }

  private Html revert(HistoryEntry<Flag> entry) {
    if (entry.after() == null || entry.revision().equals(revision) || !exchange.mayChange()) {
      return Html.NOTHING;
    }
    return Html.of(
        "<form method=\"post\" class=\"revert\" action=\"{}/revert\">{}"
            + "<input type=\"hidden\" name=\"revision\" value=\"{}\">"
            + "<button class=\"small\">Make it so again</button></form>",
        exchange.flagLink(name),
        PageLayout.csrf(exchange),
        entry.revision());
  }
}
