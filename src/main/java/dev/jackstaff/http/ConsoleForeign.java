package dev.jackstaff.http;

import dev.jackstaff.FeatureFlags;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The flags of external systems, which are visible here and can be changed only there. */
final class ConsoleForeign {
  private final Map<String, String> systems;
  private final ConsoleFilter filter;

  ConsoleForeign(FeatureFlags features, ConsoleFilter filter) {
    this.systems = features.foreign();
    this.filter = filter;
  }

  ConsoleHtml table() {
    List<String> shown = systems.keySet().stream().filter(this::isShown).toList();
    if (shown.isEmpty()) {
      return ConsoleHtml.of("<div id=\"foreign\" data-live></div>");
    }
    return ConsoleHtml.of(
        """
        <div id="foreign" data-live="rows"><h2>Decided elsewhere</h2><table class="flags">
        <thead><tr><th scope="col">Flag</th><th scope="col">System</th></tr></thead>
        <tbody>{}</tbody></table></div>
        """,
        ConsoleHtml.each(shown, this::row));
  }

  /**
   * Returns true if the filter matches. Only the names of external flags are known, so a filter by
   * other properties never matches.
   */
  private boolean isShown(String flag) {
    return (filter.state() + filter.type() + filter.owner() + filter.tag()).isEmpty()
        && Arrays.stream(filter.text().split("\\s+", -1))
            .allMatch((flag + " " + systems.get(flag)).toLowerCase(Locale.ROOT)::contains);
  }

  private ConsoleHtml row(String flag) {
    return ConsoleHtml.of(
        "<tr id=\"foreign-{}\"><th scope=\"row\">{}</th><td>{}</td></tr>\n",
        flag,
        flag,
        systems.get(flag));
  }
}
