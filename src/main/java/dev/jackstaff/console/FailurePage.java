package dev.jackstaff.console;

import dev.jackstaff.internal.web.Html;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The page that shows the reason for a failure. It is visible without access, so it reveals little.
 */
final class FailurePage {
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

  /** The inline style for users without access, to whom no static files are served. */
  private static final String STYLE =
      "body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}"
          + "h1{font-size:1.5rem;line-height:1.2}p{overflow-wrap:anywhere}";

  private static final String STRANGERS_POLICY =
      ConsoleServlet.POLICY.replace("style-src 'self'", "style-src '" + hash(STYLE) + "'");

  private FailurePage() {}

  static Response answer(RequestFailure failure, String base) {
    boolean stranger = failure.status() == 401 || failure.status() == 403;
    Html style =
        stranger
            ? Html.of("<style>" + STYLE + "</style>")
            : Html.of("<link rel=\"stylesheet\" href=\"{}/assets/console.css\">", base);
    Html back = stranger ? Html.NOTHING : Html.of("<p><a href=\"{}/\">All flags</a></p>", base);
    Response answer =
        Response.html(
            failure.status(),
            Html.of(
                PAGE,
                failure.title(),
                style,
                failure.title(),
                Formats.cut(failure.detail(), 4000),
                back));
    return stranger ? answer.with("Content-Security-Policy", STRANGERS_POLICY) : answer;
  }

  private static String hash(String style) {
    try {
      byte[] text = style.getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
