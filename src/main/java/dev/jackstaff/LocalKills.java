package dev.jackstaff;

import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.Source;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The kills of one process, which are in force whatever the store has. A kill is in force with one
 * volatile write. Until the sets of all views have it compiled in, it is <em>loose</em>, and every
 * evaluation applies it itself. So a kill needs no lock, no store and no new set, and a failure
 * while the new set is compiled changes nothing. A reader reads the loose kills before its set.
 * Thread-safe.
 */
final class LocalKills {
  private volatile Map<String, Kill> all = Map.of();
  private volatile Set<String> loose = Set.of();

  /**
   * The kills of sets that are not in use yet, each with the number of the last reading that had
   * it.
   */
  private Map<String, Long> copies = Map.of();

  /** The number of the newest reading whose kills were copied. */
  private long last;

  /** Puts a kill in force; returns false if the flag was killed here before. */
  synchronized boolean add(String flag, Kill why) {
    if (all.containsKey(flag)) {
      // From now on the kill belongs to no set, so that no later set can withdraw it.
      Map<String, Long> fewer = new LinkedHashMap<>(copies);
      fewer.remove(flag);
      copies = Map.copyOf(fewer);
      return false;
    }
    Set<String> more = new LinkedHashSet<>(loose);
    more.add(flag);
    loose = Set.copyOf(more);
    Map<String, Kill> kills = new LinkedHashMap<>(all);
    kills.put(flag, why);
    all = Map.copyOf(kills);
    return true;
  }

  /**
   * Puts the kills of a set in force that is not in use yet, and withdraws those of older sets that
   * it does not have. Does nothing after a newer reading.
   */
  synchronized void copy(Map<String, Kill> arrived, Set<String> killed, long reading) {
    if (reading < last) {
      return;
    }
    last = reading;
    Set<String> over = copies(reading);
    over.removeAll(killed);
    remove(over);
    Map<String, Long> newer = new LinkedHashMap<>(copies);
    newer.replaceAll((flag, known) -> killed.contains(flag) ? Math.max(known, reading) : known);
    Map<String, Kill> kills = new LinkedHashMap<>(arrived);
    kills.keySet().removeAll(all.keySet());
    if (!kills.isEmpty()) {
      Set<String> more = new LinkedHashSet<>(loose);
      more.addAll(kills.keySet());
      loose = Set.copyOf(more);
      kills.keySet().forEach(flag -> newer.put(flag, reading));
      kills.putAll(all);
      all = Map.copyOf(kills);
    }
    copies = Map.copyOf(newer);
  }

  /** Returns the copies whose set is not newer than a reading. */
  synchronized Set<String> copies(long reading) {
    Set<String> older = new LinkedHashSet<>(copies.keySet());
    older.removeIf(flag -> copies.getOrDefault(flag, 0L) > reading);
    return older;
  }

  /** Forgets the copies whose set, or a newer one, is in use. */
  synchronized void giveBack(long reading) {
    remove(copies(reading));
  }

  /**
   * Forgets kills; returns true if there was one. Sets that have them compiled in must be replaced.
   */
  synchronized boolean remove(Collection<String> flags) {
    Map<String, Kill> fewer = new LinkedHashMap<>(all);
    if (!fewer.keySet().removeAll(flags)) {
      return false;
    }
    all = Map.copyOf(fewer);
    loose = kept(loose, fewer);
    Map<String, Long> still = new LinkedHashMap<>(copies);
    still.keySet().retainAll(fewer.keySet());
    copies = Map.copyOf(still);
    return true;
  }

  private static Set<String> kept(Set<String> flags, Map<String, Kill> kills) {
    Set<String> kept = new LinkedHashSet<>(flags);
    kept.retainAll(kills.keySet());
    return Set.copyOf(kept);
  }

  /** Returns the flags that evaluations have to kill themselves; nearly always empty. */
  Set<String> loose() {
    return loose;
  }

  Map<String, Kill> all() {
    return new TreeMap<>(all);
  }

  /** Returns a set with these kills. */
  FlagSet over(FlagSet origin) {
    return over(origin, Set.of());
  }

  /** Returns a set with these kills except some. */
  FlagSet over(FlagSet origin, Set<String> without) {
    FlagSet set = origin;
    for (Map.Entry<String, Kill> kill : all.entrySet()) {
      Flag flag = without.contains(kill.getKey()) ? null : set.find(kill.getKey()).orElse(null);
      if (flag != null && !flag.isKilled()) {
        set = set.with(flag.toBuilder().killed(kill.getValue()).build());
      }
    }
    return set;
  }

  /** Returns the killed flags that a set kills as well, so that its store decides from now on. */
  Set<String> in(FlagSet origin) {
    Set<String> known = new LinkedHashSet<>(all.keySet());
    known.removeIf(name -> origin.find(name).filter(Flag::isKilled).isEmpty());
    return known;
  }

  /** Keeps those kills loose that one of the sources in use does not have. */
  synchronized void settle(Collection<FlagSource> inUse) {
    Set<String> still = new LinkedHashSet<>(all.keySet());
    still.removeIf(name -> inUse.stream().allMatch(source -> has(source, name)));
    loose = Set.copyOf(still);
  }

  private static boolean has(FlagSource source, String name) {
    if (source instanceof CompiledSource compiled) {
      return compiled.flags().set().find(name).map(Flag::isKilled).orElse(true);
    }
    if (source instanceof JoinedSource joined) {
      CompiledSource own = joined.compiled();
      return !joined.external().containsKey(name) && (own == null || has(own, name));
    }
    return false;
  }

  /** Returns the decision for another system's flag that is killed here. */
  static Decision killed(Decision said) {
    boolean bool = said.value() instanceof Boolean;
    return new Decision(
        said.flag(),
        false,
        bool ? "off" : null,
        bool ? false : null,
        Reason.DISABLED,
        Source.KILL,
        0,
        null,
        null,
        said.system());
  }
}
