package dev.jackstaff.sample;

import dev.jackstaff.Flags;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Finds products, in the old way or the new. */
public final class SearchServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String query = Objects.requireNonNullElse(request.getParameter("q"), "").strip();
    int limit = Flags.value("search_limit", Integer.class, 6);
    List<Product> found = search(query.toLowerCase(Locale.ROOT));
    Page.send(response, "Search", results(query, found, limit));
  }

  private static List<Product> search(String query) {
    if (Flags.on("new_search")) {
      return ranked(query);
    }
    return containing(query);
  }

  /** The old search: products with exactly this text in their name. */
  private static List<Product> containing(String query) {
    return Catalogue.PRODUCTS.stream()
        .filter(product -> product.name().toLowerCase(Locale.ROOT).contains(query))
        .toList();
  }

  /** The new search: products with any of the words, the best first. */
  private static List<Product> ranked(String query) {
    List<String> words = WORD.matcher(query).results().map(MatchResult::group).toList();
    return Catalogue.PRODUCTS.stream()
        .filter(product -> words.isEmpty() || score(product, words) > 0)
        .sorted(Comparator.comparingInt((Product product) -> -score(product, words)))
        .toList();
  }

  private static int score(Product product, List<String> words) {
    String name = product.name().toLowerCase(Locale.ROOT);
    String blurb = product.blurb().toLowerCase(Locale.ROOT);
    return words.stream()
        .mapToInt(word -> (name.contains(word) ? 3 : 0) + (blurb.contains(word) ? 1 : 0))
        .sum();
  }

  private static Html results(String query, List<Product> found, int limit) {
    List<Product> shown = found.subList(0, Math.min(limit, found.size()));
    String title = shown.size() + " of " + found.size() + " found";
    return Html.of(
        """
        <h1>{}</h1>
        {}
        """,
        query.isEmpty() ? "Everything" : "“" + query + "”",
        found.isEmpty() ? nothing() : Shelf.of(title, shown));
  }

  private static Html nothing() {
    return Html.of(
        "<p>Nothing of that kind on board. Try <a href=\"/search?q=brass\">brass</a>.</p>");
  }
}
