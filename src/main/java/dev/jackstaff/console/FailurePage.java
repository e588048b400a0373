package dev.jackstaff.console;

import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The page that shows the reason for a failure. It is visible without access, so it reveals little.
 */
final class FailurePage {
  /** The inline style for users without access, to whom no static files are served. */
  private static final String STYLE = Assets.text("failure.css");

  private static final String STRANGERS_POLICY =
      ConsoleServlet.POLICY.replace("style-src 'self'", "style-src '" + hash(STYLE) + "'");

  private FailurePage() {}

  record Failure(String title, Fragment style, String detail, @Nullable BackLink back)
      implements Fragment {}

  record StyleLink(String base) implements Fragment {}

  record InlineStyle(String css) implements Fragment {}

  record BackLink(String base) implements Fragment {}

  static Response answer(RequestFailure failure, String base) {
    boolean stranger = failure.status() == 401 || failure.status() == 403;
    Failure page =
        new Failure(
            failure.title(),
            stranger ? new InlineStyle(STYLE) : new StyleLink(base),
            Formats.cut(failure.detail(), 4000),
            stranger ? null : new BackLink(base));
    Response answer = Response.html(failure.status(), page.html());
    return stranger ? answer.with("Content-Security-Policy", STRANGERS_POLICY) : answer;
  }

  private static String hash(String style) {
    byte[] hash = Sha256.of(style.getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(hash);
  }
}
