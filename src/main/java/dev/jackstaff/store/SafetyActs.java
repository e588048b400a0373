package dev.jackstaff.store;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.Kill;
import dev.jackstaff.store.UnwrittenActs.Act;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The acts of safety of this node: written at once, or in force here until they can be written.
 * Thread-safe.
 */
final class SafetyActs {
  private final Mirror mirror;
  private final TableWriter writer;
  private final Transactions transactions;

  SafetyActs(Mirror mirror, TableWriter writer, Transactions transactions) {
    this.mirror = mirror;
    this.writer = writer;
    this.transactions = transactions;
  }

  String kill(String name, Change change) {
    Kill kill = new Kill(change.by(), transactions.now(), change.why());
    return act(name, new Act(kill, false, ""), change);
  }

  String stopRollout(String name, Change change) {
    return act(name, new Act(null, true, ""), change);
  }

  private String act(String name, Act act, Change change) {
    try {
      String revision = write(name, over(name, act), change);
      written(name);
      return revision;
    } catch (StoreException | InvalidFlagsException e) {
      Flag flag = mirror.flags().find(name).orElse(null);
      if (flag == null) {
        throw e;
      }
      String reason = unwritten(e);
      mirror.act(acts -> acts.with(name, new Act(act.kill(), act.noRollout(), reason)));
      return inForce(name);
    }
  }

  private static String unwritten(RuntimeException e) {
    return "not yet written because " + e.getMessage();
  }

  /** With what is in force and not written yet. */
  private Act over(String name, Act act) {
    Act waiting = mirror.acts().byFlag().get(name);
    return waiting == null
        ? act
        : new Act(
            waiting.kill() == null ? act.kill() : waiting.kill(),
            waiting.noRollout() || act.noRollout(),
            "");
  }

  private String write(String name, Act act, Change change) {
    return transactions.acting(writing -> writer.act(writing, name, change, act::over));
  }

  /** The revision that it will have if nobody else writes it before. */
  private String inForce(String name) {
    String content = mirror.flags().find(name).map(FlagJson::revision).orElse("");
    return Taken.token(mirror.definitions().revision(name) + 1, content);
  }

  /** A flag as it is in force here, to be edited. */
  Flag over(Flag flag) {
    Act waiting = mirror.acts().byFlag().get(flag.name());
    return waiting == null ? flag : waiting.over(flag);
  }

  /** This store has written a flag, so nothing of it waits. */
  void written(String name) {
    if (mirror.acts().byFlag().containsKey(name)) {
      mirror.act(acts -> acts.without(name));
    }
  }

  String lift(String name, Change change) {
    Act waiting = mirror.acts().byFlag().get(name);
    boolean withdrawn = waiting != null && waiting.kill() != null;
    if (withdrawn) {
      mirror.act(acts -> acts.lifted(name));
    }
    try {
      return transactions.writing(
          writing -> writer.edit(writing, name, change, flag -> FlagEdits.lifted(over(flag))));
    } catch (StoreException e) {
      if (!withdrawn) {
        throw e;
      }
      return inForce(name);
    }
  }

  /** Writes what waits, as far as that is possible now; returns whether nothing waits any more. */
  boolean write() {
    for (Map.Entry<String, Act> waiting : mirror.acts().byFlag().entrySet()) {
      String name = waiting.getKey();
      Act act = waiting.getValue();
      @Nullable Kill kill = act.kill();
      Change change =
          kill == null
              ? new Change("jackstaff", "rollout stopped while the database was away")
              : new Change(String.valueOf(kill.by()), kill.reason());
      try {
        write(name, act, change);
        written(name);
      } catch (NoSuchElementException gone) {
        written(name);
      } catch (StoreException | InvalidFlagsException e) {
        String reason = unwritten(e);
        mirror.act(acts -> acts.because(reason));
        return false;
      }
    }
    return true;
  }
}
