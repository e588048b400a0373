package dev.jackstaff.internal.location;

import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.HttpFlagStore;
import dev.jackstaff.store.JdbcFlagStore;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a store that is opened by its location.
 *
 * @param refresh the polling interval of a database or web server, or null for the default
 * @param listen the database on which to listen for changes, or null to not listen
 * @param initial the flags with which an empty database or a missing file is filled, or with which
 *     a start without the web server begins; null for none
 * @param token the bearer token for a web server, or null for none
 * @param plainHttp whether {@code http:} to other machines is allowed
 * @param lastKnownGood the file with the last good set, for a start without the database or web
 *     server; null for none
 */
public record StoreOptions(
    @Nullable Duration refresh,
    @Nullable Location listen,
    @Nullable FlagSet initial,
    @Nullable String token,
    boolean plainHttp,
    @Nullable Path lastKnownGood) {

  /** Applies the settings to a database, whose missing tables are created. */
  JdbcFlagStore database(JdbcFlagStore.Builder builder) {
    builder.createTables(true);
    if (initial != null) {
      builder.initial(initial);
    }
    if (refresh != null) {
      builder.refresh(refresh);
    }
    if (lastKnownGood != null) {
      builder.lastKnownGood(lastKnownGood);
    }
    return (listen == null ? builder : listen.database(builder::listen, builder::listen)).build();
  }

  /** Applies the settings to a web server. */
  HttpFlagStore web(HttpFlagStore.Builder builder) {
    if (initial != null) {
      builder.fallback(initial);
    }
    if (refresh != null) {
      builder.refresh(refresh);
    }
    if (token != null) {
      builder.bearer(() -> token);
    }
    if (plainHttp) {
      builder.allowPlainHttp();
    }
    if (lastKnownGood != null) {
      builder.lastKnownGood(lastKnownGood);
    }
    return builder.build();
  }
}
