/**
 * The OpenFeature Remote Evaluation Protocol, for browsers and other languages: a servlet that
 * evaluates flags for the context that a client sends. It uses the {@link
 * dev.jackstaff.FeatureFlags} instance of the filter. Only {@code spring} uses this package, and it
 * uses nothing of {@code console}.
 *
 * <pre>{@code
 * OfrepServlet      a request from its headers to its response; OfrepBuilder and OfrepInitParams configure it
 * ├ OfrepAccess       origins (CORS) and API keys
 * ├ OfrepRoute        one flag, all flags, or the event stream
 * ├ OfrepRateLimit    requests per minute and client address
 * ├ OfrepContext      the client's context → a User; or the user of the filter's request
 * ├ OfrepFlags        the exposed flags: evaluates them, and returns their results with metadata
 * ├ OfrepEtag         the tag of a response
 * ├ OfrepStreams      the event streams, which notify clients of changes; OfrepTickets admit them
 * └ OfrepRefusal      an error of the protocol
 * }</pre>
 *
 * <p>Bodies, event streams and conditional requests are those of {@link
 * dev.jackstaff.internal.web}.
 */
@NullMarked
package dev.jackstaff.ofrep;

import org.jspecify.annotations.NullMarked;
