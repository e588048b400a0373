package dev.jackstaff.console;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Flag;
import dev.jackstaff.store.Versioned;
import org.jspecify.annotations.Nullable;

/** The page shown after a concurrent change: both versions, and a choice between them. */
final class ConflictPage {
  private ConflictPage() {}

  static Response answer(
      Exchange exchange, Flag mine, @Nullable Versioned<?> current, String reason) {
    Flag theirs = current != null && current.value() instanceof Flag flag ? flag : null;
    String revision = current == null ? "" : current.revision();
    String definition = pretty(mine);
    Html main =
        Html.of(
            """
            <p class="crumb"><a href="{}">{}</a></p>
            <h1>Two versions of {}</h1>
            <p class="banner" role="alert">{} Nothing of yours is saved yet.</p>
            <h2>What differs: theirs, then yours</h2>
            {}
            <div class="columns">
            <section aria-labelledby="theirs"><h2 id="theirs">Theirs, in force now</h2>
            <pre tabindex="0" aria-labelledby="theirs"><code>{}</code></pre></section>
            <section aria-labelledby="mine"><h2 id="mine">Yours, not saved</h2>
            <pre tabindex="0" aria-labelledby="mine"><code>{}</code></pre></section>
            </div>
            <form method="post" action="{}/json" class="save">{}
            <input type="hidden" name="revision" value="{}">
            <input type="hidden" name="reason" value="{}">
            <input type="hidden" name="definition" value="{}">
            <a class="button primary" href="{}">Keep theirs</a>
            <button class="danger">Save yours over theirs</button>
            </form>
            """,
            exchange.flagLink(mine.name()),
            mine.name(),
            mine.name(),
            said(exchange, mine.name(), theirs),
            DefinitionDiff.html(DefinitionDiff.between(theirs, mine)),
            theirs == null ? "(removed)" : pretty(theirs),
            definition,
            exchange.flagLink(mine.name()),
            PageLayout.csrf(exchange),
            revision,
            reason,
            definition,
            theirs == null ? exchange.base() + "/" : exchange.flagLink(mine.name()));
    return PageLayout.page(409, exchange, "Two versions of " + mine.name(), main);
  }

  private static String said(Exchange exchange, String name, @Nullable Flag theirs) {
    LatestChanges.Last last = exchange.desk().changes().latest(name);
    String who = last == null || last.by() == null ? "Somebody" : last.by();
    return theirs == null
        ? who + " removed this flag while you edited it."
        : who + " changed this flag while you edited it.";
  }

  static String pretty(Flag flag) {
    return PlainJson.pretty(PlainJson.read(FlagJson.writeFlag(flag), flag.name()));
  }
}
