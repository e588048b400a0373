package dev.jackstaff.sample;

import dev.jackstaff.Flags;
import java.util.List;

/** Products side by side under a title, each with a button that buys it. */
final class Shelf {
  private Shelf() {}

  static Html of(String title, List<Product> products) {
    return Html.of(
        """
        <section aria-labelledby="shelf">
          <h2 id="shelf">{}</h2>
          <ul class="shelf">
        {}</ul>
        </section>
        """,
        title,
        Html.each(products, Shelf::card));
  }

  private static Html card(Product product) {
    return Html.of(
        """
        <li class="card">
          {}
          <h3>{}</h3>
          <p>{}</p>
          {}
          <form class="buy" method="post" action="/checkout">
            <p class="price">{}</p>
            <button class="{}" name="product" value="{}" aria-label="Buy: {}">Buy</button>
          </form>
        </li>
        """,
        picture(product),
        product.name(),
        product.blurb(),
        Flags.on("product_reviews") ? stars(product) : Html.NOTHING,
        price(product),
        Flags.variant("checkout_button", "control"),
        product.id(),
        product.name());
  }

  static Html picture(Product product) {
    return Html.of(
        "<svg class=\"picture\" aria-hidden=\"true\"><use href=\"/static/goods.svg#{}\"/></svg>",
        product.id());
  }

  private static Html stars(Product product) {
    return Html.of("<p class=\"stars\">★ {} out of 5</p>", product.stars());
  }

  private static Html price(Product product) {
    Price today = Till.price(product);
    if (today.equals(product.price())) {
      return Html.of("{}", today);
    }
    return Html.of(
        "<s><span class=\"hidden\">Instead of </span>{}</s> <ins>{}</ins>", product.price(), today);
  }
}
