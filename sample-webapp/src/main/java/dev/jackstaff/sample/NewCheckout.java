package dev.jackstaff.sample;

import dev.jackstaff.Flags;

/**
 * The checkout that is being rolled out: it shows what was bought, for how much, and when it comes.
 */
final class NewCheckout {
  private NewCheckout() {}

  static Html sell(Product product, CardReader reader) {
    Price total = Till.price(product).plus(Till.shipping());
    reader.charge(total);
    return Html.of(
        """
        <h1>Thank you, it is being packed</h1>
        <div class="receipt">
          {}
          <dl>
            <div><dt>{}</dt><dd>{}</dd></div>
            {}<div><dt>Shipping</dt><dd>{}</dd></div>
            <div class="total"><dt>Total</dt><dd>{}</dd></div>
          </dl>
          <p>{}</p>
        </div>
        <p><a class="button" href="/">Back to the shop</a></p>
        """,
        Shelf.picture(product),
        product.name(),
        Till.price(product),
        Flags.on("gift_wrapping") ? giftWrapping() : Html.NOTHING,
        Till.shipping(),
        total,
        Flags.on("express_delivery") ? "It sails with the next tide." : "It sails tomorrow.");
  }

  /** Asks for a confirmation, which visitors of a drill do not notice. */
  static Html confirmation(Product product) {
    return Html.of(
        """
        <h1>Your order</h1>
        <p class="lead">{}, {} with shipping.</p>
        <form method="post" action="/checkout">
          <input type="hidden" name="product" value="{}">
          <button name="confirmed" value="yes">Confirm the order</button>
        </form>
        """,
        product.name(),
        Till.price(product).plus(Till.shipping()),
        product.id());
  }

  private static Html giftWrapping() {
    return Html.of("<div><dt>Wrapped in chart paper</dt><dd>{}</dd></div>\n", Price.FREE);
  }
}
