package dev.jackstaff.sample;

import dev.jackstaff.Flags;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/** Sells one product, through the old checkout or the new. */
public final class CheckoutServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String id = Objects.requireNonNullElse(request.getParameter("product"), "lamp");
    Optional<Product> product = Catalogue.find(id);
    if (product.isEmpty()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    Html receipt = sell(product.get(), Drill.in(getServletContext()).cardReader());
    Flags.track("purchase");
    Page.send(response, "Thank you", receipt);
  }

  private static Html sell(Product product, CardReader reader) {
    return Flags.on("new_checkout")
        ? NewCheckout.sell(product, reader)
        : LegacyCheckout.sell(product);
  }
}
