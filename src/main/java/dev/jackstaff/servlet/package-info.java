/**
 * The servlet filter. It determines the user, has the flags evaluated once per request, and
 * provides the decisions to the response and to the application's code.
 *
 * <pre>{@code
 * FlagFilter.firstDispatch
 * ├ Settings.resolve      the user (UserResolver) and its attributes (RequestValue)
 * ├ Integration.begin     the decisions: FeatureFlags → FlagSource → Evaluation
 * ├ DecidedRequest        kept in a request attribute for later dispatches
 * ├ FlagHeader            the response's header
 * ├ FlagRequest           carries the decisions into asynchronous work
 * ├ Flags.bind            what Flags.on reads: the thread's Evaluation
 * └ RequestEnd            Integration.finish, once: status, exception, duration
 * }</pre>
 *
 * <p>This package may not use what is mounted beside it (console, OFREP, bridges), nor {@code
 * internal.eval}, {@code internal.json} and {@code internal.jdbc}.
 */
@NullMarked
package dev.jackstaff.servlet;

import org.jspecify.annotations.NullMarked;
