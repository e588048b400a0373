/**
 * Rollouts that stop themselves. A guard compares the outcomes of requests of users with a flag on
 * to those of users with it off, and kills the flag when it does harm. It depends on the engine's
 * stream of evidence, on its store, and on {@code internal.jdbc}.
 *
 * <p>{@code GuardedFlags} has a {@code GuardedFlag} for each flag that is watched, with its {@code
 * SharedTest} and its {@code ComparedArms}.
 *
 * <ol>
 *   <li>Evidence thread: {@code OutcomeCounter} receives requests, {@code OpenRequests} puts them
 *       in the order of their beginnings, {@code FlagEvidence} makes events of them for the {@code
 *       SharedTest}.
 *   <li>Guard's thread, every two seconds: {@code RolloutGuard.look} has {@code EventExchange}
 *       ({@code JournalExchange} in a database) hand over and receive events. {@code EventOrder}
 *       makes them one list, the same on every node.
 *   <li>{@code ComparedArms} judges it by {@code OutcomeTest}, which has a {@code SignalEvidence}
 *       for each signal and comparison; {@code Wagers} collects, and {@code EProcess} computes the
 *       evidence and has the proof.
 *   <li>{@code Halts} keeps the verdict until {@code GuardActions} has killed the flag in this
 *       process ({@code Integration.killLocally}) and in the store, from which the other nodes
 *       receive it; with another {@code then} it holds the schedule, or only notifies. {@code
 *       EventExchange.claim} records the verdict and decides which node calls the listeners; the
 *       other ones learn of it in {@code RolloutGuard.follow}.
 * </ol>
 */
@NullMarked
package dev.jackstaff.guard;

import org.jspecify.annotations.NullMarked;
