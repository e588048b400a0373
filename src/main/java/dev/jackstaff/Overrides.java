package dev.jackstaff;

import dev.jackstaff.model.FlagOverride;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The overrides that are in force for all users: those of one test at a time. Thread-safe. */
final class Overrides {
  private static final Map<String, FlagOverride> NONE = Map.of();

  private volatile Map<String, FlagOverride> inForce = NONE;

  /** Returns the overrides by flag; empty unless a test is running. */
  Map<String, FlagOverride> all() {
    return inForce;
  }

  /** Returns the overrides of a request and, for other flags, those for all users. */
  static Map<String, FlagOverride> merge(
      Map<String, FlagOverride> request, Map<String, FlagOverride> everywhere) {
    if (request.isEmpty() || everywhere.isEmpty()) {
      return request.isEmpty() ? everywhere : request;
    }
    Map<String, FlagOverride> both = new LinkedHashMap<>(everywhere);
    both.putAll(request);
    return both;
  }

  /** Puts checked overrides in force until the scope is closed. */
  Scope begin(Map<String, FlagOverride> wanted) {
    // A new map, even if the next test has an equal one, since a scope identifies its map by
    // identity.
    Map<String, FlagOverride> mine = Collections.unmodifiableMap(new HashMap<>(Map.copyOf(wanted)));
    putInForce(mine);
    return () -> end(mine);
  }

  private synchronized void putInForce(Map<String, FlagOverride> mine) {
    if (!inForce.isEmpty()) {
      throw new IllegalStateException(
          "other overrides are in force: "
              + inForce.keySet()
              + "; tests that share a FeatureFlags must run one after the other");
    }
    inForce = mine;
  }

  /**
   * Ends the overrides of one scope. A scope that is closed twice must not end those of the next
   * test.
   */
  @SuppressWarnings("ReferenceEquality")
  private synchronized void end(Map<String, FlagOverride> mine) {
    if (inForce == mine) {
      inForce = NONE;
    }
  }
}
