package dev.jackstaff.ofrep;

import dev.jackstaff.FeatureFlags;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an OFREP servlet.
 *
 * @param features the flags, or null for those that the filter publishes
 * @param expose names and globs of the flags that clients may evaluate
 * @param ofRequest true if the user is that of the request, whatever the client's context contains
 * @param context reads the user from the client's context
 * @param access checks the API key and the origin
 * @param tickets the tickets to streams
 * @param countsUse true if an evaluation counts as usage of the flag
 * @param rateLimit the limit of requests per client
 * @param publicPath the servlet's path as clients see it, or null for the request's own
 * @param limits the limits of the resources that clients can use
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
