package dev.jackstaff.servlet;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.internal.Thrown;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.User;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;

/**
 * The settings of a filter.
 *
 * @param flags the engine, for others to find
 * @param features the flags that the filter decides
 * @param users finds the user
 * @param header the response's header
 * @param overrides which testers' overrides are honoured
 * @param visibility where else the flags can be seen
 * @param exclude the paths that are left alone
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

  /** Whether visitors without an id may get one is asked only where there are such. */
  User resolve(HttpServletRequest request, HttpServletResponse response, boolean file) {
    boolean introduces =
        users.resolver() instanceof VisitorResolver && Introduction.isMade(request, file);
    return users.resolve(request, response, features, introduces);
  }

  /** What a tester may see; what goes wrong here is not said. */
  Map<String, FlagOverride> overrides(HttpServletRequest request, User known) {
    try {
      return overrides.of(request, known, features);
    } catch (RuntimeException | Error e) {
      features.report("overrides", Thrown.survived(e));
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
