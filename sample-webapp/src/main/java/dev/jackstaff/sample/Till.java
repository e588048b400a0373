package dev.jackstaff.sample;

import dev.jackstaff.Flags;

/** The prices for the visitor of this request. */
final class Till {
  private static final Price SHIPPING = new Price(490);

  private Till() {}

  static Price price(Product product) {
    return Flags.on("member_prices") ? product.price().less(10) : product.price();
  }

  static Price shipping() {
    return Flags.on("free_shipping") ? Price.FREE : SHIPPING;
  }
}
