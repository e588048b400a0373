package dev.jackstaff.sample;

import dev.jackstaff.FeatureFlags;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Objects;

/**
 * Runs a drill, for whoever sits at this machine, and shows how it goes: a page for a frame, which
 * the browser loads again while there are visitors, since the shop has no JavaScript.
 */
public final class DrillServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Drill drill = Drill.in(getServletContext());
    if (drill.crowd().filter(Crowd::isInside).isPresent()) {
      response.setHeader("Refresh", "1");
    }
    Page.sendFrame(response, "Drill", DrillPanel.progress(drill, features()));
  }

  private FeatureFlags features() {
    return (FeatureFlags) getServletContext().getAttribute(FeatureFlags.ATTRIBUTE);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!LocalOnly.allows(request)) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
    } else if (!run(Drill.in(getServletContext()), request)) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST);
    } else {
      response.setStatus(HttpServletResponse.SC_SEE_OTHER);
      response.setHeader("Location", "/#drill");
    }
  }

  private boolean run(Drill drill, HttpServletRequest request) {
    switch (Objects.requireNonNullElse(request.getParameter("do"), "")) {
      case "send" -> drill.letIn(shop(request));
      case "stop" -> drill.sendHome();
      case "jam" -> drill.cardReader().fail(Fault.JAMMED);
      case "mend" -> drill.cardReader().repair();
      case "time-out" -> drill.start(Fault.TIME_OUT, shop(request), features());
      case "latency" -> drill.start(Fault.LATENCY, shop(request), features());
      case "purchases" -> drill.start(Fault.PURCHASES, shop(request), features());
      default -> {
        return false;
      }
    }
    return true;
  }

  /** This very shop. Not by the name it was called by, which is the sender's word. */
  private static URI shop(HttpServletRequest request) {
    String address = request.getLocalAddr();
    boolean six = address.contains(":") && !address.startsWith("[");
    String host = six ? "[" + address + "]" : address;
    return URI.create("http://" + host + ":" + request.getLocalPort());
  }
}
