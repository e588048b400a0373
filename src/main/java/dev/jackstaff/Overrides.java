package dev.jackstaff;

import dev.jackstaff.model.FlagOverride;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The overrides that are in force for everybody: those of one test at a time. Thread-safe. */
final class Overrides {
  private static final Map<String, FlagOverride> NONE = Map.of();

  private volatile Map<String, FlagOverride> inForce = NONE;

  /** Returns the overrides by flag; empty unless a test is running. */
  Map<String, FlagOverride> all() {
    return inForce;
  }

  /** Returns the overrides of a request and, for other flags, those of everybody. */
  static Map<String, FlagOverride> merge(
      Map<String, FlagOverride> request, Map<String, FlagOverride> everywhere) {
    if (request.isEmpty() || everywhere.isEmpty()) {
      return request.isEmpty() ? everywhere : request;
    }
    Map<String, FlagOverride> both = new LinkedHashMap<>(everywhere);
    both.putAll(request);
    return both;
  }

  /** Puts overrides, which were checked, in force until the scope is closed. */
  Scope begin(Map<String, FlagOverride> wanted) {
    // A map of its own, even if the next test has the same one, since a scope knows its own by
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
              + "; tests that share an engine run one after the other");
    }
    inForce = mine;
  }

  /** Closed twice, a scope must not end those of the next test. */
  @SuppressWarnings("ReferenceEquality")
  private synchronized void end(Map<String, FlagOverride> mine) {
    if (inForce == mine) {
      inForce = NONE;
    }
  }
}
