/**
 * The servlet filter. It determines the user, has the flags evaluated once per request, and
 * provides the decisions to the response and to the application's code.
 *
 * <pre>{@code
 * FlagFilter.doFilter            a later dispatch goes to laterDispatch, an excluded path to the chain
 * └ firstDispatch
 *   ├ Settings.decide            → DecidedRequest, kept in a request attribute
 *   │ ├ resolve, overrides       the user (UserResolver), its attributes (RequestValue), testers' tokens
 *   │ ├ Integration.begin        in dev.jackstaff: FeatureFlags → FlagSource → Evaluation
 *   │ └ FlagHeader, RequestEnd   the header's value; what observes the end, if somebody does
 *   ├ FlagHeader.set
 *   ├ FlagRequest, FlagResponse  around the request and the response, except of static files
 *   ├ Flags.bind                 what Flags.on reads: the thread's Evaluation
 *   └ RequestEnd                 Integration.finish, once: here, or when the asynchronous work ends
 * }</pre>
 *
 * <p>All of this runs on the container's thread. {@code FlagAsyncContext} binds the decisions to
 * the thread of a started task, and {@code laterDispatch} to that of a later dispatch.
 *
 * <p>This package may not use what is mounted beside it (console, OFREP, bridges), nor {@code
 * internal.eval}, {@code internal.json} and {@code internal.jdbc}.
 */
@NullMarked
package dev.jackstaff.servlet;

import org.jspecify.annotations.NullMarked;
