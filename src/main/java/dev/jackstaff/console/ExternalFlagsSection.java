package dev.jackstaff.console;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The flags of external systems, which are visible here and can be changed only there. */
final class ExternalFlagsSection {
  private final Map<String, String> systems;
  private final ListFilter filter;

  ExternalFlagsSection(FeatureFlags features, ListFilter filter) {
    this.systems = features.integration().external();
    this.filter = filter;
  }

  record NoExternalFlags() implements Fragment {}

  record ExternalTable(Html rows) implements Fragment {}

  record ExternalRow(String flag, @Nullable String system) implements Fragment {}

  Html table() {
    List<String> shown = systems.keySet().stream().filter(this::isShown).toList();
    return shown.isEmpty()
        ? new NoExternalFlags().html()
        : new ExternalTable(Html.each(shown, flag -> new ExternalRow(flag, systems.get(flag))))
            .html();
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
}
