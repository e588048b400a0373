/**
 * The console and its JSON API: pages for people and resources for scripts, mounted beside the
 * application as one servlet. They use the {@link dev.jackstaff.FeatureFlags} instance of the
 * filter. Only {@code spring} uses this package, and it uses nothing of {@code ofrep}.
 *
 * <h2>A request</h2>
 *
 * <pre>{@code
 * ConsoleServlet   settings, security headers
 * └ Call           checks the sender, finds the route, awaits the body, maps failures
 *   ├ Authorization    bearer tokens, ConsoleAccess, origin, CSRF token (CsrfTokens, TokenOwner)
 *   ├ PageRoutes       addresses of pages → a method of a page
 *   ├ ApiRoutes        addresses under api/ → a method of an Api… class
 *   └ FailureMapper    exceptions → RequestFailure → FailurePage or ApiProblem
 * }</pre>
 *
 * <p>A handler receives an {@code Exchange} (request, sender, form, base of the links) and returns
 * a {@code Response}. All work on flags goes through {@code ConsoleFlags}, {@code
 * exchange.flags()}: reading, writing, history, guard, usage.
 *
 * <h2>A page</h2>
 *
 * <p>A page is a class, its markup, and a route. {@code ListPage} has its markup in the resource
 * {@code ListPage.html}, as fragments with named holes, and a record for each fragment ({@link
 * dev.jackstaff.internal.web.Fragment}). {@code PageLayout.page} adds the frame with the
 * navigation. The parts of the flag's page are sections: {@code ScheduleSection}, {@code
 * GuardSection}, {@code ExperimentSection}, {@code UsageSection}, {@code HistorySection}.
 *
 * <p>A form is built by {@code FormField}, and read by {@code FlagForm} into the same JSON that a
 * flag file has, so one parser reports all problems. {@code FormValues} finds what fields cannot
 * hold; the form shows it as JSON.
 *
 * <h2>Changes by others</h2>
 *
 * <p>{@code PageEvents} sends a {@code PageVersion} to open pages, and {@code console.js} then
 * fetches the page and replaces the elements with {@code data-live}.
 */
@NullMarked
package dev.jackstaff.console;

import org.jspecify.annotations.NullMarked;
