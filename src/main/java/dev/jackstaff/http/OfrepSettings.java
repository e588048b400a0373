package dev.jackstaff.http;

import dev.jackstaff.FeatureFlags;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an OFREP servlet was told.
 *
 * @param features the engine, or null for the one that the filter publishes
 * @param expose names and globs of the flags that clients may see
 * @param ofRequest whether the user is the server's own, whatever a client says
 * @param context reads the user that a client says
 * @param access who may ask
 * @param maxStreams the bound of open event streams; 0 for none
 * @param tickets admits to streams
 * @param countsUse whether an answer counts as use of the flag
 * @param rateLimit how often a client may ask
 * @param heartbeat how often a stream says that it is there
 */
record OfrepSettings(
    @Nullable FeatureFlags features,
    List<String> expose,
    boolean ofRequest,
    OfrepContext context,
    OfrepAccess access,
    int maxStreams,
    OfrepTickets tickets,
    boolean countsUse,
    OfrepRateLimit rateLimit,
    Duration heartbeat) {
  static final int MAX_BODY_BYTES = 64 << 10;
  static final int MAX_STREAMS = 200;
  static final Duration BODY_TIMEOUT = Duration.ofSeconds(10);
  // Below the 30 s after which Jetty, and the 60 s after which proxies, give up on a connection.
  static final Duration HEARTBEAT = Duration.ofSeconds(15);
}
