package dev.jackstaff.guard;

/** Hears of alarms, to tell people; once per alarm, also where several nodes share a database. */
public interface GuardListener {
  /**
   * A guard has found that a flag does harm, and has acted.
   *
   * @param verdict what it has found and done; told on the guard's thread. What is thrown is
   *     reported by the engine's status.
   */
  void halted(GuardVerdict verdict);
}
