package dev.jackstaff.store;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Kill;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The acts of safety that are in force on this node and that the origin does not have, by flag; see
 * {@link WritableFlagStore}. Immutable.
 */
final class UnwrittenActs {
  static final UnwrittenActs NONE = new UnwrittenActs(Map.of());

  /** The act that is in force for one flag, and why it is not written. */
  record Act(@Nullable Kill kill, boolean noRollout, String reason) {
    Flag over(Flag flag) {
      Flag stopped = noRollout ? FlagEdits.rolledOut(flag, 0) : flag;
      return kill == null || stopped.isKilled()
          ? stopped
          : stopped.toBuilder().killed(kill).build();
    }

    Act because(String newReason) {
      return new Act(kill, noRollout, newReason);
    }

    private Act and(Act newer) {
      return new Act(kill == null ? newer.kill : kill, noRollout || newer.noRollout, newer.reason);
    }

    private String text() {
      return (kill == null ? "rollout 0 %" : noRollout ? "killed, rollout 0 %" : "killed")
          + "; "
          + reason;
    }
  }

  private final Map<String, Act> acts;

  private UnwrittenActs(Map<String, Act> acts) {
    this.acts = acts;
  }

  boolean isEmpty() {
    return acts.isEmpty();
  }

  /** Returns the acts by flag, the oldest first. */
  Map<String, Act> byFlag() {
    return acts;
  }

  UnwrittenActs with(String flag, Act act) {
    Map<String, Act> more = new LinkedHashMap<>(acts);
    more.merge(flag, act, Act::and);
    return new UnwrittenActs(more);
  }

  /** Returns the acts without that of a flag, which was written or withdrawn. */
  UnwrittenActs without(String flag) {
    Map<String, Act> fewer = new LinkedHashMap<>(acts);
    fewer.remove(flag);
    return new UnwrittenActs(fewer);
  }

  /** Returns the acts without some that were written, unless they have been extended since. */
  UnwrittenActs without(UnwrittenActs written) {
    Map<String, Act> fewer = new LinkedHashMap<>(acts);
    written.acts.forEach(fewer::remove);
    return new UnwrittenActs(fewer);
  }

  /** Returns the acts for flags that a set has; the others wait for their flag. */
  UnwrittenActs in(FlagSet set) {
    Map<String, Act> fewer = new LinkedHashMap<>(acts);
    fewer.keySet().removeIf(flag -> set.find(flag).isEmpty());
    return new UnwrittenActs(fewer);
  }

  /** Returns the acts with the kill of a flag withdrawn. */
  UnwrittenActs lifted(String flag) {
    Map<String, Act> fewer = new LinkedHashMap<>(acts);
    fewer.computeIfPresent(
        flag, (name, act) -> act.noRollout() ? new Act(null, true, act.reason()) : null);
    return new UnwrittenActs(fewer);
  }

  /** Returns the same acts, with another reason for one flag's act if it is still there. */
  UnwrittenActs because(String flag, String reason) {
    Map<String, Act> same = new LinkedHashMap<>(acts);
    same.computeIfPresent(flag, (name, act) -> act.because(reason));
    return new UnwrittenActs(same);
  }

  /** Returns true if the same acts are in force, whatever the reasons why they are not written. */
  boolean hasSameActs(UnwrittenActs others) {
    return because("").acts.equals(others.because("").acts);
  }

  /** Returns the same acts with another reason. */
  UnwrittenActs because(String reason) {
    Map<String, Act> same = new LinkedHashMap<>(acts);
    same.replaceAll((flag, act) -> act.because(reason));
    return new UnwrittenActs(same);
  }

  /** Returns a set with these acts in force. */
  FlagSet over(FlagSet origin) {
    FlagSet set = origin;
    for (Map.Entry<String, Act> act : acts.entrySet()) {
      Flag flag = set.find(act.getKey()).orElse(null);
      Flag stopped = flag == null ? null : act.getValue().over(flag);
      if (stopped != null && !stopped.equals(flag)) {
        set = set.with(stopped);
      }
    }
    return set;
  }

  /** Returns the lines for a status, by flag. */
  Map<String, String> lines() {
    Map<String, String> lines = new TreeMap<>();
    acts.forEach((flag, act) -> lines.put(flag, act.text()));
    return lines;
  }
}
