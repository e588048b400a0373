package dev.jackstaff.store;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.Kill;
import dev.jackstaff.store.UnwrittenActs.Act;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The acts of safety of this node. They are written at once, or are in force here until they can be
 * written. Thread-safe.
 */
final class SafetyActs {
  private static final String UNDER_WAY = "it is being written";

  private final TableSnapshot snapshot;
  private final TableWriter writer;
  private final Transactions transactions;

  SafetyActs(TableSnapshot snapshot, TableWriter writer, Transactions transactions) {
    this.snapshot = snapshot;
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

  /** Puts an act in force if the flag is known here, then writes it. */
  private String act(String name, Act act, Change change) {
    if (snapshot.flags().find(name).isPresent()) {
      snapshot.stop(name, act.because(UNDER_WAY));
    }
    Act whole = over(name, act);
    try {
      String revision = write(name, whole, change);
      written(name, whole);
      return revision;
    } catch (NoSuchElementException gone) {
      written(name, whole);
      throw gone;
    } catch (RuntimeException | Error e) {
      boolean known = snapshot.flags().find(name).isPresent();
      if (known) {
        snapshot.act(acts -> acts.with(name, act.because(unwritten(e))));
      }
      if (known && (e instanceof StoreException || e instanceof InvalidFlagsException)) {
        return inForce(name);
      }
      throw e;
    }
  }

  /** Writes an unwritten act, unless it was withdrawn before the transaction had the lock. */
  private String writeWaiting(String name, Act act, Change change) {
    return transactions.acting(
        ready -> ready.edit(name, act::over),
        writing ->
            isWaiting(name, act) ? writer.act(writing, name, change, act::over) : inForce(name));
  }

  private boolean isWaiting(String name, Act act) {
    Act now = snapshot.acts().byFlag().get(name);
    return now != null && Objects.equals(now.kill(), act.kill());
  }

  /** Removes an act that was written; an act that was added meanwhile stays unwritten. */
  private void written(String name, Act act) {
    if (snapshot.acts().byFlag().containsKey(name)) {
      snapshot.act(
          acts ->
              act.because("").equals(acts.because("").byFlag().get(name))
                  ? acts.without(name)
                  : acts);
    }
  }

  private static String unwritten(Throwable e) {
    return "not yet written because " + e.getMessage();
  }

  /** Returns an act combined with the unwritten one of the flag. */
  private Act over(String name, Act act) {
    Act waiting = snapshot.acts().byFlag().get(name);
    return waiting == null
        ? act
        : new Act(
            waiting.kill() == null ? act.kill() : waiting.kill(),
            waiting.noRollout() || act.noRollout(),
            "");
  }

  private String write(String name, Act act, Change change) {
    return transactions.acting(
        ready -> ready.edit(name, act::over),
        writing -> writer.act(writing, name, change, act::over));
  }

  /** Returns the revision that the flag will have if no other change is written before. */
  private String inForce(String name) {
    String content = snapshot.flags().find(name).map(FlagJson::revision).orElse("");
    return ParsedRow.token(snapshot.definitions().revision(name) + 1, content);
  }

  /** Returns a flag as it is in force here, for an edit. */
  Flag over(Flag flag) {
    Act waiting = snapshot.acts().byFlag().get(flag.name());
    return waiting == null ? flag : waiting.over(flag);
  }

  /** Removes the unwritten act of a flag that this store has written. */
  void written(String name) {
    if (snapshot.acts().byFlag().containsKey(name)) {
      snapshot.act(acts -> acts.without(name));
    }
  }

  String lift(String name, Change change) {
    Act waiting = snapshot.acts().byFlag().get(name);
    boolean withdrawn = waiting != null && waiting.kill() != null;
    if (withdrawn) {
      snapshot.act(acts -> acts.lifted(name));
    }
    try {
      UnaryOperator<Flag> edit = flag -> FlagEdits.lifted(over(flag));
      return transactions.writing(
          ready -> ready.edit(name, edit), writing -> writer.edit(writing, name, change, edit));
    } catch (StoreException e) {
      if (!withdrawn) {
        throw e;
      }
      return inForce(name);
    }
  }

  /** Writes the unwritten acts as far as possible; returns true if none is left. */
  boolean write() {
    for (Map.Entry<String, Act> waiting : snapshot.acts().byFlag().entrySet()) {
      String name = waiting.getKey();
      Act act = waiting.getValue();
      if (act.reason().equals(UNDER_WAY)) {
        continue;
      }
      @Nullable Kill kill = act.kill();
      Change change =
          kill == null
              ? new Change("jackstaff", "rollout stopped while the database was unreachable")
              : new Change(String.valueOf(kill.by()), kill.reason());
      try {
        writeWaiting(name, act, change);
        written(name, act);
      } catch (NoSuchElementException gone) {
        written(name);
      } catch (StoreException | InvalidFlagsException e) {
        String reason = unwritten(e);
        snapshot.act(acts -> acts.because(reason));
        return false;
      }
    }
    return true;
  }
}
