package dev.jackstaff.sample;

import dev.jackstaff.Flags;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/** The page for everything that went wrong. */
public final class ErrorServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    int status = status(request);
    response.setStatus(status);
    Page.send(response, title(status), page(status, Flags.from(request).active()));
  }

  /** The status of the failed request, or 404 for somebody who asks for this page itself. */
  private static int status(HttpServletRequest request) {
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    return status == null ? HttpServletResponse.SC_NOT_FOUND : (Integer) status;
  }

  private static Html page(int status, List<String> active) {
    return Html.of(
        """
        <h1>{}</h1>
        <p class="lead">{}</p>
        <p>Status {}, with these flags on: <code>{}</code></p>
        <p><a class="button" href="/">Back to the shop</a></p>
        """,
        title(status),
        advice(status),
        status,
        active.isEmpty() ? "none" : String.join(", ", active));
  }

  private static String title(int status) {
    return status == 404 ? "Not on this chart" : status < 500 ? "Not like this" : "Man overboard";
  }

  private static String advice(int status) {
    if (status == 404) {
      return "There is no such page. It may have moved, or the address has a slip in it.";
    }
    if (status == 403) {
      return "Only somebody at this machine may do this, by a button of this shop.";
    }
    return status < 500
        ? "The shop did not understand this request."
        : "Something broke on our side. The log knows more; trying again may help.";
  }
}
