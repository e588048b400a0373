package dev.jackstaff.sample;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The shop window: everything there is to buy, and beside it the flags of this very request. */
public final class HomeServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Page.send(response, "Shop", window(request));
  }

  private Html window(HttpServletRequest request) {
    return Html.of(
        """
        {}<div class="beside">
        {}<div class="panels">
        {}{}</div>
        </div>
        """,
        Flags.on("new_dashboard") ? dashboard() : greeting(),
        Shelf.of("On the shelf", Catalogue.PRODUCTS),
        DrillPanel.of(Drill.in(getServletContext())),
        FlagPanel.of(Flags.from(request), features().status().store()));
  }

  private FeatureFlags features() {
    return (FeatureFlags) getServletContext().getAttribute(FeatureFlags.ATTRIBUTE);
  }

  private static Html greeting() {
    return Html.of("<h1>Everything a boat needs</h1>\n");
  }

  private static Html dashboard() {
    return Html.of(
        """
        <section class="dashboard" aria-labelledby="hello">
          <h1 id="hello">Everything a boat needs</h1>
          <dl>
            <div><dt>Wind</dt><dd>SW 4, backing</dd></div>
            <div><dt>High water</dt><dd>14:20</dd></div>
            <div><dt>Ordered by 16:00</dt><dd>sails tomorrow</dd></div>
          </dl>
        </section>
        """);
  }
}
