package dev.jackstaff.redeploy;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.experiment.Experiments;
import dev.jackstaff.hygiene.UsageLog;
import dev.jackstaff.model.Flag;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Uses what the library offers, with classes of its own. */
public final class ShopServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /** A flag's value. */
  public record Layout(int columns, List<Tile> tiles) {}

  /** A part of it. */
  public record Tile(String name, Size size) {}

  /** A part of that. */
  public enum Size {
    SMALL,
    LARGE
  }

  private static final Layout NONE = new Layout(0, List.of());

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Layout layout = Flags.value("layout", Layout.class, NONE);
    boolean checkout = Flags.on("checkout");
    boolean ramp = Flags.on("ramp");
    String button = Flags.variant("button", "none");
    Flags.track("purchase", 49.9);
    FeatureFlags features =
        (FeatureFlags) request.getServletContext().getAttribute(FeatureFlags.ATTRIBUTE);
    if (request.getParameter("results") != null) {
      response.getWriter().print(results(features));
    }
    response.getWriter().print(layout + " " + (checkout || ramp) + " " + button);
  }

  private static String results(FeatureFlags features) throws IOException {
    try {
      Experiments experiments = features.integration().attachment(Experiments.class).orElseThrow();
      features.integration().attachment(UsageLog.class).orElseThrow().flush(Duration.ofMinutes(1));
      experiments.flush(Duration.ofMinutes(1));
      Flag button = features.definitions().find("button").orElseThrow();
      return "results " + experiments.results(button).orElseThrow().metrics().size() + " ";
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
