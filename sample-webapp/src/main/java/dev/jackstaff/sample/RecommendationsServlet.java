package dev.jackstaff.sample;

import dev.jackstaff.Flags;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Recommends products, asynchronously: the flags are there on the other thread, too. */
public final class RecommendationsServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) {
    AsyncContext async = request.startAsync();
    async.start(() -> answer(async, response));
  }

  private void answer(AsyncContext async, HttpServletResponse response) {
    try {
      Page.send(response, "For you", Flags.on("ai_recommendations") ? personal() : bestsellers());
    } catch (IOException e) {
      log("the visitor has left", e);
    }
    async.complete();
  }

  private static Html bestsellers() {
    List<Product> products = new ArrayList<>(Catalogue.PRODUCTS);
    products.sort(Comparator.comparingDouble(Product::stars).reversed());
    return page("What others liked", "Our bestsellers", products);
  }

  private static Html personal() {
    List<Product> products = new ArrayList<>(Catalogue.PRODUCTS);
    String taste = String.valueOf(Flags.current().user().id());
    Collections.shuffle(products, new Random(taste.hashCode()));
    return page("Picked for you", "Our model has thought about it", products);
  }

  private static Html page(String title, String lead, List<Product> products) {
    return Html.of("<h1>{}</h1>\n{}", title, Shelf.of(lead, products.subList(0, 4)));
  }
}
