package dev.jackstaff.http;

import dev.jackstaff.FeatureFlags;
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
 * @param tickets admits to streams
 * @param countsUse whether an answer counts as use of the flag
 * @param rateLimit how often a client may ask
 * @param publicPath the servlet's path as clients see it, or null for the request's own
 * @param limits the limits of what clients can take
 */
record OfrepSettings(
    @Nullable FeatureFlags features,
    List<String> expose,
    boolean ofRequest,
    OfrepContext context,
    OfrepAccess access,
    OfrepTickets tickets,
    boolean countsUse,
    OfrepRateLimit rateLimit,
    @Nullable String publicPath,
    OfrepLimits limits) {}
