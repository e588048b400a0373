package dev.jackstaff.guard;

/**
 * A listener that is called when a guard halts a rollout, for example to notify people. It is
 * called once per alarm, even if several nodes share a database.
 */
public interface GuardListener {
  /**
   * Called after a guard has found that a flag does harm and has acted.
   *
   * @param verdict the finding and the action; the call is made on the guard's thread. An exception
   *     thrown by this method is reported in the engine's status.
   */
  void halted(GuardVerdict verdict);

  /**
   * Called after a guard's phase for a flag has changed, on each node: for example when the guard
   * cannot exchange evidence any more, or can again. By default it does nothing.
   *
   * @param state the new state; exceptions are handled as those of {@link #halted}
   */
  default void changed(GuardState state) {}
}
