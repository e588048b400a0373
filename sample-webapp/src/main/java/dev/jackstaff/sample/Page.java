package dev.jackstaff.sample;

import dev.jackstaff.Flags;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The common parts of all pages of the shop. */
final class Page {
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
          + " base-uri 'none'; frame-src 'self'; frame-ancestors 'self'";

  private Page() {}

  static void send(HttpServletResponse response, String title, Html main) throws IOException {
    print(response, document(title, body(main)));
  }

  /** For a frame within another page. */
  static void sendFrame(HttpServletResponse response, String title, Html content)
      throws IOException {
    Html body = Html.of("<div class=\"framed\">\n{}</div>\n", content);
    print(response, document(title, body));
  }

  private static void print(HttpServletResponse response, Html document) throws IOException {
    response.setContentType("text/html;charset=UTF-8");
    response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    // Other visitors have other flags, so nobody may keep this page for them.
    response.setHeader("Cache-Control", "no-store");
    response.getWriter().print(document);
  }

  private static Html document(String title, Html body) {
    return Html.of(
        """
        <!doctype html>
        <html lang="en" data-theme="{}">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>{} · Fair Winds</title>
          <link rel="icon" href="/static/icon.svg" type="image/svg+xml">
          <link rel="stylesheet" href="/static/shop.css">
        </head>
        <body>
        {}</body>
        </html>
        """,
        Flags.on("dark_mode") ? "dark" : "system",
        title,
        body);
  }

  private static Html body(Html main) {
    Announcement news = Flags.value("announcement", Announcement.class, Announcement.NONE);
    return Html.of(
        """
        <a class="skip" href="#main">Skip to the content</a>
        {}{}
        <main id="main">
        {}</main>
        {}\
        """,
        announcement(news),
        header(),
        main,
        footer());
  }

  private static Html announcement(Announcement announcement) {
    if (announcement.text().isEmpty()) {
      return Html.NOTHING;
    }
    return Html.of(
        """
        <section class="announcement" aria-label="News">
          <p>{} <a href="/search?q={}">Have a look</a></p>
        </section>
        """,
        announcement.text(),
        announcement.search());
  }

  private static Html header() {
    return Html.of(
        """
        <header class="top">
          <a class="brand" href="/"><img src="/static/icon.svg" alt="" width="36" height="36">
            <span>Fair Winds <small>ship chandlers</small></span></a>
          <form class="find" action="/search" role="search">
            <label class="hidden" for="q">Search the shop</label>
            <input id="q" name="q" type="search" maxlength="100" placeholder="Lamps, rope, charts">
            <button>Search</button>
          </form>
          <nav aria-label="Shop">
            <a href="/">Shop</a>
            <a href="/recommendations">For you</a>
            <a href="/#flags">Flags</a>
          </nav>
        </header>
        """);
  }

  private static Html footer() {
    return Html.of(
        """
        <footer>
          <p>The sample shop of Jackstaff. Nothing is sold here, and nobody is billed.</p>
          <p><a href="/whoami">Who am I, as JSON</a> · <a href="/flags/">The console</a> · <a href="/boom">Make a request fail</a></p>
        </footer>
        """);
  }
}
