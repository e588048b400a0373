package dev.jackstaff.sample;

import java.util.List;
import java.util.Optional;

/** Everything the shop sells. */
final class Catalogue {
  static final List<Product> PRODUCTS =
      List.of(
          product("lamp", "Brass anchor lamp", "Burns all night on half a litre.", 8900, 4.8),
          product("rope", "Manila rope", "Twenty metres, three strands, smells right.", 3450, 4.6),
          product("jacket", "Oilskin jacket", "Keeps the North Sea on its own side.", 17900, 4.7),
          product("flags", "Signal flag set", "All forty, in a canvas roll.", 12900, 4.9),
          product("chart", "Chart of the Kattegat", "Soundings in metres, waterproof.", 2800, 4.2),
          product("mug", "Enamel mug", "Falls down the companionway, lives.", 1250, 4.5),
          product("barometer", "Brass barometer", "Knows about tomorrow, mostly.", 14500, 4.4),
          product("compass", "Hand bearing compass", "Damped, lit, and on a lanyard.", 6900, 4.6),
          product("anchor", "Folding anchor", "Four kilos, holds a dinghy in sand.", 4900, 4.1),
          product("cap", "Wool watch cap", "Warm when wet, from Faroese wool.", 2400, 4.7),
          product("bag", "Canvas kit bag", "Sixty litres and one brass eyelet.", 7900, 4.3),
          product("bell", "Ship's bell", "Brass, with a rope you will want to pull.", 9900, 4.9));

  private Catalogue() {}

  static Optional<Product> find(String id) {
    return PRODUCTS.stream().filter(product -> product.id().equals(id)).findFirst();
  }

  private static Product product(String id, String name, String blurb, int cents, double stars) {
    return new Product(id, name, blurb, new Price(cents), stars);
  }
}
