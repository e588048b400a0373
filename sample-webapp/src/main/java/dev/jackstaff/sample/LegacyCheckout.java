package dev.jackstaff.sample;

/** The checkout that has always been there. */
final class LegacyCheckout {
  private LegacyCheckout() {}

  static Html sell(Product product) {
    Price total = Till.price(product).plus(Till.shipping());
    return Html.of(
        """
        <h1>Thank you for your order</h1>
        <p class="lead">{}, {} with shipping. It sails within the week.</p>
        <p><a class="button" href="/">Back to the shop</a></p>
        """,
        product.name(),
        total);
  }
}
