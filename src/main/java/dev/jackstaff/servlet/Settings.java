package dev.jackstaff.servlet;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.internal.Fatal;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.User;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;

/**
 * The settings of a filter.
 *
 * @param flags the instance, which the filter publishes
 * @param features the flags that the filter evaluates
 * @param users determines the user
 * @param header the response's header
 * @param overrides the testers' overrides that are accepted
 * @param visibility the places besides the header where the flags are visible
 * @param exclude the paths that the filter ignores
 */
record Settings(
    FlagsParam flags,
    FeatureFlags features,
    Users users,
    FlagHeader header,
    OverrideSettings overrides,
    Visibility visibility,
    UrlPatterns exclude) {

  static FeatureFlags features(FlagsParam flags, List<String> only) {
    return only.isEmpty() ? flags.features() : flags.features().only(only);
  }

  FeatureFlags engine() {
    return flags.features();
  }

  /**
   * Determines the user. The check whether a visitor may receive a new id runs only if the
   * resolvers create ids.
   */
  User resolve(HttpServletRequest request, HttpServletResponse response, boolean file) {
    boolean introduces =
        users.resolver() instanceof VisitorResolver && Introduction.isMade(request, file);
    return users.resolve(request, response, features, introduces);
  }

  /** Returns the overrides of a request. A failure is logged, and no flag is overridden then. */
  Map<String, FlagOverride> overrides(HttpServletRequest request, User known) {
    try {
      return overrides.of(request, known, features);
    } catch (RuntimeException | Error e) {
      features.integration().report("overrides", Fatal.rethrowIfFatal(e));
      return Map.of();
    }
  }

  void close() {
    if (flags.closes()) {
      engine().close();
    } else if (!features.equals(engine())) {
      features.close();
    }
  }
}
