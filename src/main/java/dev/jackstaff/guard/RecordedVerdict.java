package dev.jackstaff.guard;

import dev.jackstaff.guard.GuardVerdict.Action;
import dev.jackstaff.model.Guard.Then;

/**
 * A verdict as a node has recorded it for the others, written as {@code ACTION: reason}.
 *
 * @param action the action that the node has taken
 * @param reason the numbers
 */
record RecordedVerdict(Action action, String reason) {
  private static final String SEPARATOR = ": ";

  /** Returns what is recorded of a verdict. */
  static RecordedVerdict of(GuardVerdict verdict) {
    return new RecordedVerdict(verdict.action(), verdict.reason());
  }

  /** Reads a verdict; a text without an action counts as a kill that is not written. */
  static RecordedVerdict parse(String text) {
    for (Action action : Action.values()) {
      String start = action.name() + SEPARATOR;
      if (text.startsWith(start)) {
        return new RecordedVerdict(action, text.substring(start.length()));
      }
    }
    return new RecordedVerdict(Action.KILLED_UNWRITTEN, text);
  }

  /** Returns the text that is stored. */
  String text() {
    return action.name() + SEPARATOR + reason;
  }

  /**
   * Returns whether another node has to act as well. It kills the flag in its own process at once,
   * and it may be able to write what the first node could not. A schedule that was put on hold, and
   * a verdict that was only reported, need nothing more; somebody may have changed the flag since.
   *
   * @param then what the guard does now, which may have been changed since
   */
  boolean needsAction(Then then) {
    return switch (action) {
      case KILLED, KILLED_HERE, KILLED_UNWRITTEN -> then == Then.KILL;
      case HOLD_UNWRITTEN -> then == Then.HOLD;
      case HELD, TOLD -> false;
    };
  }
}
