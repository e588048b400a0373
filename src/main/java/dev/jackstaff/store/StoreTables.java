package dev.jackstaff.store;

import dev.jackstaff.internal.jdbc.Schema;
import java.util.List;

/** The tables of a store, which are created together. */
final class StoreTables {
  static final Schema SCHEMA =
      new Schema(
          "",
          List.of(
              "feature_flags",
              "feature_flag_segments",
              "feature_flag_history",
              "feature_flags_version",
              "feature_flag_guard_tests",
              "feature_flag_guard_events",
              "feature_flag_guard_nodes",
              "feature_flag_runs"));

  private StoreTables() {}
}
