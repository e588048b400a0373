/**
 * Rollouts that stop themselves. A guard compares the outcomes of requests of users with a flag on
 * to those of users with it off, and kills the flag when it does harm. It depends on the engine's
 * stream of evidence, on its store, and on {@code internal.jdbc}.
 *
 * <ol>
 *   <li>Evidence thread: {@code OutcomeCounter} receives requests, {@code OpenRequests} puts them
 *       in the order of their beginnings, {@code FlagEvidence} makes events of them for the {@code
 *       SharedTest}.
 *   <li>Guard's thread, every two seconds: {@code RolloutGuard.look} has {@code EventExchange}
 *       ({@code JournalExchange} in a database) hand over and receive events. {@code EventOrder}
 *       makes them one list, the same on every node.
 *   <li>{@code ComparedArms} judges it: {@code OutcomeTest}, {@code Wagers}; {@code EProcess} has
 *       the proof.
 *   <li>{@code Halts} keeps the verdict until {@code GuardActions} has killed the flag in this
 *       process and written that. Every node does; {@code EventExchange.claim} decides which one
 *       calls the listeners.
 * </ol>
 */
@NullMarked
package dev.jackstaff.guard;

import org.jspecify.annotations.NullMarked;
