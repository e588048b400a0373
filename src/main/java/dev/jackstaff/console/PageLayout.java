package dev.jackstaff.console;

import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.store.StoreStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The layout that all pages share. */
final class PageLayout {
  private PageLayout() {}

  record HtmlPage(
      String title,
      String base,
      String version,
      Html navigation,
      String user,
      Html banners,
      Html main)
      implements Fragment {}

  record NavigationLink(String base, String path, String text) implements Fragment {}

  record CurrentLink(String base, String path, String text) implements Fragment {}

  record StaleBanner(String since, @Nullable String reason) implements Fragment {}

  record FaultsBanner(Html items) implements Fragment {}

  record UnwrittenBanner(Html items) implements Fragment {}

  record BannerItem(String text) implements Fragment {}

  record ReadOnlyBanner() implements Fragment {}

  record CsrfField(String token) implements Fragment {}

  static Response page(Exchange exchange, String title, Html main) {
    return page(200, exchange, title, main);
  }

  static Response page(int status, Exchange exchange, String title, Html main) {
    String version = exchange.flags().events().version();
    HtmlPage page =
        new HtmlPage(
            title,
            exchange.base(),
            version,
            navigation(exchange),
            user(exchange),
            banners(exchange),
            main);
    return Response.html(status, page.html());
  }

  private static Html navigation(Exchange exchange) {
    return Html.join(
        link(exchange, "/", "All flags"),
        link(exchange, "/evaluate", "Evaluate a user"),
        link(exchange, "/cleanup", "Clean-up"),
        exchange.mayChange() ? link(exchange, "/new", "New flag") : null,
        exchange.overrides().isPresent() ? link(exchange, "/testers", "Testers") : null,
        link(exchange, "/file", "Export and import"));
  }

  private static Fragment link(Exchange exchange, String path, String text) {
    return path.equals(exchange.request().getPathInfo())
        ? new CurrentLink(exchange.base(), path, text)
        : new NavigationLink(exchange.base(), path, text);
  }

  private static String user(Exchange exchange) {
    if (exchange.isOpen()) {
      return "local access";
    }
    return exchange.actor() + (exchange.mayChange() ? "" : " (read-only)");
  }

  private static Html banners(Exchange exchange) {
    StoreStatus store = exchange.flags().features().status().store();
    boolean stale = store.state() != StoreStatus.State.READY;
    return Html.join(
        stale ? new StaleBanner(Formats.minute(store.since()), store.reason()) : null,
        unwritten(exchange.flags().unwritten()),
        faults(store.faults()),
        exchange.flags().isWritable() ? null : new ReadOnlyBanner());
  }

  private static Html faults(List<String> faults) {
    return faults.isEmpty()
        ? Html.NOTHING
        : new FaultsBanner(Html.each(faults, BannerItem::new)).html();
  }

  private static Html unwritten(Map<String, String> reasons) {
    return reasons.isEmpty()
        ? Html.NOTHING
        : new UnwrittenBanner(
                Html.each(
                    reasons.entrySet(), it -> new BannerItem(it.getKey() + ": " + it.getValue())))
            .html();
  }

  /** Returns the hidden field with the CSRF token, which every form has. */
  static Html csrf(Exchange exchange) {
    return new CsrfField(exchange.csrf()).html();
  }
}
