package dev.jackstaff.http;

/** Says on a page why something is not done. It needs no right to be shown, so it tells little. */
final class ConsoleFailurePage {
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>{} · Flags</title>
      {}
      </head>
      <body>
      <main class="failure">
      <h1>{}</h1>
      <p>{}</p>
      {}
      </main>
      </body>
      </html>
      """;

  private ConsoleFailurePage() {}

  static ConsoleAnswer answer(ConsoleFailure failure, String base) {
    boolean stranger = failure.status() == 401 || failure.status() == 403;
    ConsoleHtml style =
        ConsoleHtml.of("<link rel=\"stylesheet\" href=\"{}/assets/console.css\">", base);
    ConsoleHtml back = ConsoleHtml.of("<p><a href=\"{}/\">All flags</a></p>", base);
    return ConsoleAnswer.html(
        failure.status(),
        ConsoleHtml.of(
            PAGE,
            failure.title(),
            stranger ? ConsoleHtml.NOTHING : style,
            failure.title(),
            ConsoleText.cut(failure.detail(), 4000),
            stranger ? ConsoleHtml.NOTHING : back));
  }
}
