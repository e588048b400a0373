package dev.jackstaff.console;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.internal.web.Html;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The flags of external systems, which are visible here and can be changed only there. */
final class ExternalFlagsSection {
  private final Map<String, String> systems;
  private final ListFilter filter;

  ExternalFlagsSection(FeatureFlags features, ListFilter filter) {
    this.systems = features.external();
    this.filter = filter;
  }

  Html table() {
    List<String> shown = systems.keySet().stream().filter(this::isShown).toList();
    if (shown.isEmpty()) {
      return Html.of("<div id=\"foreign\" data-live></div>");
    }
    return Html.of(
        """
        <div id="foreign" data-live="rows"><h2>Decided elsewhere</h2><table class="flags">
        <thead><tr><th scope="col">Flag</th><th scope="col">System</th></tr></thead>
        <tbody>{}</tbody></table></div>
        """,
        Html.each(shown, this::row));
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

  private Html row(String flag) {
    return Html.of(
        "<tr id=\"foreign-{}\"><th scope=\"row\">{}</th><td>{}</td></tr>\n",
        flag,
        flag,
        systems.get(flag));
  }
}
