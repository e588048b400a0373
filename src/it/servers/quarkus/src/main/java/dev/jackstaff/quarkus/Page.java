package dev.jackstaff.quarkus;

import dev.jackstaff.Flags;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Answers with a flag, at once or from another thread. */
public final class Page extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getQueryString() == null) {
      response.getWriter().print(Flags.on("two"));
      return;
    }
    AsyncContext context = request.startAsync();
    context.start(Flags.wrap(() -> complete(context)));
  }

  private static void complete(AsyncContext context) {
    try {
      context.getResponse().getWriter().print(Flags.on("two"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    context.complete();
  }
}
