package dev.jackstaff.http;

import dev.jackstaff.Status;
import dev.jackstaff.store.StoreStatus;
import java.util.Map;

/** The layout that all pages share. */
final class ConsoleLayout {
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

  private ConsoleLayout() {}

  static ConsoleAnswer page(ConsoleExchange exchange, String title, ConsoleHtml main) {
    return page(200, exchange, title, main);
  }

  static ConsoleAnswer page(int status, ConsoleExchange exchange, String title, ConsoleHtml main) {
    String base = exchange.base();
    String version = exchange.desk().events().version();
    return ConsoleAnswer.html(
        status,
        ConsoleHtml.of(
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

  private static ConsoleHtml navigation(ConsoleExchange exchange) {
    return ConsoleHtml.join(
        link(exchange, "/", "All flags"),
        link(exchange, "/why", "Why?"),
        link(exchange, "/cleanup", "Clean-up"),
        exchange.mayChange() ? link(exchange, "/new", "New flag") : ConsoleHtml.NOTHING,
        exchange.overrides().isPresent()
            ? link(exchange, "/testers", "Testers")
            : ConsoleHtml.NOTHING,
        link(exchange, "/document", "Export and import"));
  }

  private static ConsoleHtml link(ConsoleExchange exchange, String path, String text) {
    boolean here = path.equals(exchange.request().getPathInfo());
    ConsoleHtml current = here ? ConsoleHtml.of(" aria-current=\"page\"") : ConsoleHtml.NOTHING;
    return ConsoleHtml.of("<a href=\"{}{}\"{}>{}</a>", exchange.base(), path, current, text);
  }

  private static ConsoleHtml who(ConsoleExchange exchange) {
    if (exchange.isOpen()) {
      return ConsoleHtml.of("open to this machine");
    }
    return ConsoleHtml.of(
        "{}{}", exchange.actor(), exchange.mayChange() ? "" : " (may look, not change)");
  }

  private static ConsoleHtml trouble(ConsoleExchange exchange) {
    Status status = exchange.desk().features().status();
    StoreStatus store = status.store();
    ConsoleHtml stale =
        store.state() == StoreStatus.State.READY
            ? ConsoleHtml.NOTHING
            : ConsoleHtml.of(
                "<p class=\"banner bad\" role=\"alert\"><strong>The store is stale</strong> since"
                    + " {}: {}<br>The last good flags stay in force.</p>",
                ConsoleText.minute(store.since()),
                store.reason());
    ConsoleHtml faults =
        store.faults().isEmpty()
            ? ConsoleHtml.NOTHING
            : ConsoleHtml.of(
                "<div class=\"banner bad\" role=\"alert\"><strong>Definitions that cannot be"
                    + " taken:</strong><ul>{}</ul></div>",
                ConsoleHtml.each(store.faults(), fault -> ConsoleHtml.of("<li>{}</li>", fault)));
    return ConsoleHtml.join(stale, unwritten(exchange), faults, readOnly(exchange));
  }

  private static ConsoleHtml unwritten(ConsoleExchange exchange) {
    Map<String, String> unwritten = exchange.desk().unwritten();
    return unwritten.isEmpty()
        ? ConsoleHtml.NOTHING
        : ConsoleHtml.of(
            "<div class=\"banner bad\" role=\"alert\"><strong>In force on this node only, and"
                + " written as soon as the store can be:</strong><ul>{}</ul></div>",
            ConsoleHtml.each(
                unwritten.entrySet(),
                act -> ConsoleHtml.of("<li>{}: {}</li>", act.getKey(), act.getValue())));
  }

  private static ConsoleHtml readOnly(ConsoleExchange exchange) {
    return exchange.desk().isWritable()
        ? ConsoleHtml.NOTHING
        : ConsoleHtml.of(
            "<p class=\"banner\">These flags are defined where this console cannot write, so it"
                + " only shows them.</p>");
  }

  /** Returns the hidden field with the CSRF token, which every form has. */
  static ConsoleHtml csrf(ConsoleExchange exchange) {
    return ConsoleHtml.of("<input type=\"hidden\" name=\"_csrf\" value=\"{}\">", exchange.csrf());
  }
}
