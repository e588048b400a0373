package dev.jackstaff.console;

import dev.jackstaff.Status;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.store.StoreStatus;
import java.util.Map;

/** The layout that all pages share. */
final class PageLayout {
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>{} · Flags</title>
      <link rel="stylesheet" href="{}/assets/console.css">
      <link rel="icon" href="{}/assets/icon.svg" type="image/svg+xml">
      <script type="module" src="{}/assets/console.js"></script>
      </head>
      <body data-base="{}" data-version="{}">
      <a class="skip" href="#main">Skip to the content</a>
      <header class="top">
      <a class="brand" href="{}/"><img src="{}/assets/icon.svg" alt="" width="20" height="20">Flags</a>
      <nav aria-label="Console">{}</nav>
      <span class="who">{}</span>
      </header>
      <div id="trouble" data-live>{}</div>
      <div id="notice" role="status"></div>
      <main id="main">
      {}
      </main>
      </body>
      </html>
      """;

  private PageLayout() {}

  static Response page(Exchange exchange, String title, Html main) {
    return page(200, exchange, title, main);
  }

  static Response page(int status, Exchange exchange, String title, Html main) {
    String base = exchange.base();
    String version = exchange.desk().events().version();
    return Response.html(
        status,
        Html.of(
            PAGE,
            title,
            base,
            base,
            base,
            base,
            version,
            base,
            base,
            navigation(exchange),
            who(exchange),
            trouble(exchange),
            main));
  }

  private static Html navigation(Exchange exchange) {
    return Html.join(
        link(exchange, "/", "All flags"),
        link(exchange, "/why", "Why?"),
        link(exchange, "/cleanup", "Clean-up"),
        exchange.mayChange() ? link(exchange, "/new", "New flag") : Html.NOTHING,
        exchange.overrides().isPresent() ? link(exchange, "/testers", "Testers") : Html.NOTHING,
        link(exchange, "/document", "Export and import"));
  }

  private static Html link(Exchange exchange, String path, String text) {
    boolean here = path.equals(exchange.request().getPathInfo());
    Html current = here ? Html.of(" aria-current=\"page\"") : Html.NOTHING;
    return Html.of("<a href=\"{}{}\"{}>{}</a>", exchange.base(), path, current, text);
  }

  private static Html who(Exchange exchange) {
    if (exchange.isOpen()) {
      return Html.of("open to this machine");
    }
    return Html.of("{}{}", exchange.actor(), exchange.mayChange() ? "" : " (may look, not change)");
  }

  private static Html trouble(Exchange exchange) {
    Status status = exchange.desk().features().status();
    StoreStatus store = status.store();
    Html stale =
        store.state() == StoreStatus.State.READY
            ? Html.NOTHING
            : Html.of(
                "<p class=\"banner bad\" role=\"alert\"><strong>The store is stale</strong> since"
                    + " {}: {}<br>The last good flags stay in force.</p>",
                Formats.minute(store.since()),
                store.reason());
    Html faults =
        store.faults().isEmpty()
            ? Html.NOTHING
            : Html.of(
                "<div class=\"banner bad\" role=\"alert\"><strong>Definitions that cannot be"
                    + " taken:</strong><ul>{}</ul></div>",
                Html.each(store.faults(), fault -> Html.of("<li>{}</li>", fault)));
    return Html.join(stale, unwritten(exchange), faults, readOnly(exchange));
  }

  private static Html unwritten(Exchange exchange) {
    Map<String, String> unwritten = exchange.desk().unwritten();
    return unwritten.isEmpty()
        ? Html.NOTHING
        : Html.of(
            "<div class=\"banner bad\" role=\"alert\"><strong>In force on this node only, and"
                + " written as soon as the store can be:</strong><ul>{}</ul></div>",
            Html.each(
                unwritten.entrySet(),
                act -> Html.of("<li>{}: {}</li>", act.getKey(), act.getValue())));
  }

  private static Html readOnly(Exchange exchange) {
    return exchange.desk().isWritable()
        ? Html.NOTHING
        : Html.of(
            "<p class=\"banner\">These flags are defined where this console cannot write, so it"
                + " only shows them.</p>");
  }

  /** Returns the hidden field with the CSRF token, which every form has. */
  static Html csrf(Exchange exchange) {
    return Html.of("<input type=\"hidden\" name=\"_csrf\" value=\"{}\">", exchange.csrf());
  }
}
