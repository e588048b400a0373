package dev.jackstaff.sample;

import dev.jackstaff.Flags;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Closes the shop while the flag {@code maintenance} is on. */
public final class MaintenanceFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (Flags.on("maintenance") && !staysOpen(request.getServletPath())) {
      closed(response);
    } else {
      chain.doFilter(request, response);
    }
  }

  /**
   * The paths that stay open, to find out and to open again: the flags, and the parts of their
   * pages.
   */
  private static boolean staysOpen(String path) {
    return path.equals("/whoami")
        || path.equals("/flags")
        || path.startsWith("/flags/")
        || path.startsWith("/ofrep/")
        || path.startsWith("/static/");
  }

  private static void closed(HttpServletResponse response) throws IOException {
    response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    response.setHeader("Retry-After", "120");
    Page.send(response, "Closed", page());
  }

  private static Html page() {
    return Html.of(
        """
        <h1>In dry dock</h1>
        <p class="lead">The shop is closed for maintenance. Come back in a few minutes.</p>
        """);
  }
}
