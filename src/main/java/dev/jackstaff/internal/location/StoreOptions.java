package dev.jackstaff.internal.location;

import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.JdbcFlagStore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a store that is opened by its location.
 *
 * @param refresh the polling interval, or null for the default
 * @param listen the database on which to listen for changes, or null to not listen
 * @param initial the flags with which an empty database or a missing file is filled, or null for
 *     none
 */
public record StoreOptions(
    @Nullable Duration refresh, @Nullable Location listen, @Nullable FlagSet initial) {

  /** Applies the settings to a database, whose missing tables are created. */
  JdbcFlagStore build(JdbcFlagStore.Builder builder) {
    builder.createTables(true);
    if (initial != null) {
      builder.initial(initial);
    }
    if (refresh != null) {
      builder.refresh(refresh);
    }
    return (listen == null ? builder : listen.database(builder::listen, builder::listen)).build();
  }
}
