package dev.jackstaff.store;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Kill;
import java.time.Instant;

/** The edits that have a name, as any store makes them. */
final class FlagEdits {
  private FlagEdits() {}

  static Flag killed(Flag flag, Change change, Instant now) {
    Kill kill = new Kill(change.by(), now, change.why());
    return flag.isKilled() ? flag : flag.toBuilder().killed(kill).build();
  }

  static Flag lifted(Flag flag) {
    return flag.toBuilder().killed(null).build();
  }

  static Flag rolledOut(Flag flag, double percentage) {
    return flag.toBuilder().schedule(null).percentage(percentage).build();
  }
}
