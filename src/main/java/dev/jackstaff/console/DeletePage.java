package dev.jackstaff.console;

import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Flag;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.StaleRevisionException;
import dev.jackstaff.store.Versioned;
import java.io.IOException;
import java.util.List;

/**
 * The page that asks for confirmation before a flag is deleted, and lists what still refers to it.
 */
final class DeletePage {
  private DeletePage() {}

  static Response show(Exchange exchange) {
    exchange.desk().store();
    return page(200, exchange, exchange.desk().find(exchange.part(0)), "");
  }

  static Response delete(Exchange exchange) throws IOException {
    FormData form = exchange.form();
    Versioned<Flag> found = exchange.desk().find(exchange.part(0));
    String name = found.value().name();
    boolean force = form.has("force");
    if (!force && !exchange.desk().dependents(name).isEmpty()) {
      return page(409, exchange, found, "Nothing is deleted: say whether the others may let go.");
    }
    Change change = exchange.change(form.get("reason"));
    try {
      exchange.desk().store().remove(name, form.get("revision"), force, change);
      return Response.seeOther(exchange.base() + "/");
    } catch (StaleRevisionException e) {
      String message = "Somebody changed it meanwhile; this is how it is now. Nothing is deleted.";
      return page(409, exchange, exchange.desk().find(name), message);
    }
  }

  private static Response page(
      int status, Exchange exchange, Versioned<Flag> found, String message) {
    String name = found.value().name();
    FormField field = new FormField(List.of());
    Html main =
        Html.of(
            """
            <p class="crumb"><a href="{}">{}</a></p>
            <h1>Delete {}?</h1>
            {}
            <p>Code that still asks for it will be told that it is off.</p>
            <form method="post" class="edit" action="{}/delete">{}
            <input type="hidden" name="revision" value="{}">
            {}
            <div class="save">{}<button class="danger">Delete it</button>
            <a class="button quiet" href="{}">Leave it</a></div>
            </form>
            <h2 id="definition-title">What is deleted</h2>
            <pre tabindex="0" aria-labelledby="definition-title"><code>{}</code></pre>
            """,
            exchange.flagLink(name),
            name,
            name,
            message.isEmpty()
                ? Html.NOTHING
                : Html.of("<p class=\"banner bad\" role=\"alert\">{}</p>", message),
            exchange.flagLink(name),
            PageLayout.csrf(exchange),
            found.revision(),
            references(exchange, name),
            field.input("reason", "Why?", "", ""),
            exchange.flagLink(name),
            Formats.cut(ConflictPage.pretty(found.value()), 20_000));
    return PageLayout.page(status, exchange, "Delete " + name, main);
  }

  private static Html references(Exchange exchange, String name) {
    List<String> dependents = exchange.desk().dependents(name);
    return dependents.isEmpty()
        ? Html.of("<p>No other flag refers to it.</p>")
        : Html.of(
            "<p>These flags still refer to it:</p><ul>{}</ul>{}",
            Html.each(
                dependents,
                other ->
                    Html.of("<li><a href=\"{}\">{}</a></li>", exchange.flagLink(other), other)),
            new FormField(List.of())
                .check("force", "Remove their requirement of it as well", false));
  }
}
