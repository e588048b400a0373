package dev.jackstaff.console;

import dev.jackstaff.console.ConsoleAccess.Grant;
import dev.jackstaff.console.ConsoleAccess.Level;
import dev.jackstaff.console.RequestFailure.Category;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checks access. Every request passes these checks before anything else is read. */
final class Authorization {
  private static final Logger LOG = System.getLogger(ConsoleServlet.class.getName());

  private final ConsoleSettings settings;

  Authorization(ConsoleSettings settings) {
    this.settings = settings;
  }

  /** Returns the grant of the sender, who has at least read access; rejects others. */
  Grant admit(HttpServletRequest request) {
    Grant known = settings.tokens().grant(request);
    if (known != null) {
      return known;
    }
    boolean unknown = BearerTokens.isBearer(request);
    // An application may have bearer tokens of its own; the open console of a laptop has none.
    Grant grant = unknown && settings.isOpen() ? Grant.NOTHING : asked(request);
    if (grant.level() == Level.NOTHING) {
      throw unknown
          ? Category.UNAUTHENTICATED.because("this bearer token is not known", "Bearer")
          : refused(request, grant.actor());
    }
    if (!settings.isOpen() && Actor.isReserved(grant.actor())) {
      throw Category.FORBIDDEN.because(
          "'" + grant.actor() + "' is reserved for the library's own entries in the history");
    }
    return grant;
  }

  private Grant asked(HttpServletRequest request) {
    try {
      return settings.access().grant(request);
    } catch (RuntimeException e) {
      LOG.log(Logger.Level.ERROR, "access was denied, since the console's access policy failed", e);
      return Grant.NOTHING;
    }
  }

  private RequestFailure refused(HttpServletRequest request, @Nullable String actor) {
    if (settings.access() instanceof LoopbackAccess local) {
      return Category.FORBIDDEN.because(local.refusal(request));
    }
    return Category.FORBIDDEN.because(
        actor == null
            ? "you are not signed in; the application decides who has access to its flags"
            : actor + " has no access to the flags; the application decides who has");
  }

  /** Rejects a change without write access, or one that a browser sends from another site. */
  void permitChange(HttpServletRequest request, Grant grant) {
    if (grant.level() != Level.CHANGE) {
      throw Category.FORBIDDEN.because(grant.actor() + " may view the flags, but not change them");
    }
    sameSite(request.getHeader("Sec-Fetch-Site"));
    sameOrigin(request, request.getHeader("Origin"));
  }

  /** Rejects a form that was not served to its sender. */
  void permitForm(HttpServletRequest request, @Nullable String token, String tokenOwner) {
    if (settings.tokens().grant(request) != null || settings.csrf().accepts(token, tokenOwner)) {
      return;
    }
    boolean missing = token == null || token.isEmpty();
    throw Category.NO_TOKEN.because(
        (missing
                ? "the CSRF token is missing; a form sends it as _csrf, a script as X-CSRF-Token"
                    + " (GET api/status returns it)"
                : "the CSRF token belongs to another user or is older than a day")
            + "; load the page again and repeat; nothing was changed");
  }

  private static void sameSite(@Nullable String site) {
    if (site != null && !site.equals("same-origin")) {
      throw Category.CROSS_ORIGIN.because(
          "a page of another site sent this request; nothing was changed");
    }
  }

  private void sameOrigin(HttpServletRequest request, @Nullable String origin) {
    if (origin == null || settings.origins().contains(origin)) {
      return;
    }
    String host = request.getHeader("Host");
    String own = host == null ? "" : host.toLowerCase(Locale.ROOT);
    // The scheme is ignored: behind a proxy that terminates TLS, the container may assume http.
    if (!origin.equals("http://" + own) && !origin.equals("https://" + own)) {
      throw Category.CROSS_ORIGIN.because(
          "the origin is not this console's; if a proxy changes Host, name it in 'origins'");
    }
  }
}
