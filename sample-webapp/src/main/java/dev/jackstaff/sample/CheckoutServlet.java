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
    CardReader reader = Drill.in(getServletContext()).cardReader();
    boolean confirmed = request.getParameter("confirmed") != null;
    if (!Flags.on("new_checkout")) {
      sold(response, LegacyCheckout.sell(product.get()));
    } else if (reader.fault() == Fault.PURCHASES && !confirmed) {
      Page.send(response, "Please confirm", NewCheckout.confirmation(product.get()));
    } else {
      sold(response, NewCheckout.sell(product.get(), reader));
    }
  }

  private static void sold(HttpServletResponse response, Html receipt) throws IOException {
    Flags.track("purchase");
    Page.send(response, "Thank you", receipt);
  }
}
