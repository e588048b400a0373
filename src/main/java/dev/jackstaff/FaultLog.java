package dev.jackstaff;

import dev.jackstaff.internal.OneLine;
import dev.jackstaff.internal.Spelling;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The faults of an instance: each is logged once and then counted. Bounded, since names may come
 * from requests.
 */
final class FaultLog {
  private static final Logger LOG = System.getLogger(FeatureFlags.class.getName());
  private static final int MAX_SUBJECTS = 100;
  private static final int MAX_NAMES = 1_000;

  /** The maximum length of a counted name; no flag has a longer one. */
  private static final int MAX_NAME_LENGTH = 100;

  private final ConcurrentMap<String, LongAdder> unknown = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, LongAdder> rejected = new ConcurrentHashMap<>();

  /** By subject, and by the class of what was thrown, so that no failure hides another one. */
  private final ConcurrentMap<String, String> faults = new ConcurrentHashMap<>();

  private final ConcurrentMap<String, String> conditions = new ConcurrentHashMap<>();

  /** Counts a name that no flag has. The known names are searched once per name. */
  void unknown(@Nullable String asked, Supplier<List<String>> known) {
    // A check never throws, whatever its argument is.
    String name = String.valueOf(asked);
    String flag = OneLine.within(name, MAX_NAME_LENGTH);
    LongAdder count = unknown.get(flag);
    if (count == null && unknown.size() < MAX_NAMES) {
      LongAdder fresh = new LongAdder();
      count = unknown.putIfAbsent(flag, fresh);
      if (count == null) {
        count = fresh;
        logUnknown(flag, known);
      }
    }
    if (count != null) {
      count.increment();
    }
  }

  private void logUnknown(String flag, Supplier<List<String>> known) {
    int names = unknown.size();
    if (names <= MAX_SUBJECTS) {
      LOG.log(
          Level.WARNING,
          "flag {0} was checked but is not defined; it is off{1}{2} (logged once{3})",
          flag,
          Spelling.suggestion(flag, known.get()),
          Callers.shown(),
          names == MAX_SUBJECTS ? ", further names are only counted" : "");
    }
  }

  void add(String subject, Throwable fault) {
    String line = subject + ": " + fault;
    String kind = subject + ": " + fault.getClass().getName();
    if (faults.size() < MAX_SUBJECTS && faults.putIfAbsent(kind, line) == null) {
      LOG.log(Level.WARNING, subject + " failed; the request goes on (logged once)", fault);
    }
  }

  void add(String subject, String why) {
    String line = subject + ": " + why;
    if (faults.size() < MAX_SUBJECTS && faults.putIfAbsent(subject, line) == null) {
      LOG.log(Level.WARNING, OneLine.each(line) + " (logged once)");
    }
  }

  /** Sets a condition that lasts, or ends it. */
  void condition(String subject, @Nullable String why) {
    if (why == null) {
      conditions.remove(subject);
    } else if (conditions.size() < MAX_SUBJECTS || conditions.containsKey(subject)) {
      conditions.put(subject, subject + ": " + why);
    }
  }

  List<String> lines() {
    return Stream.concat(faults.values().stream(), conditions.values().stream()).sorted().toList();
  }

  Map<String, Long> unknown() {
    return counts(unknown);
  }

  /** Counts a rejected override; logs nothing, since any client can send a malformed token. */
  void rejected(String why) {
    if (rejected.size() < MAX_SUBJECTS || rejected.containsKey(why)) {
      rejected.computeIfAbsent(why, key -> new LongAdder()).increment();
    }
  }

  Map<String, Long> rejected() {
    return counts(rejected);
  }

  private static Map<String, Long> counts(Map<String, LongAdder> adders) {
    Map<String, Long> counts = new TreeMap<>();
    adders.forEach((name, count) -> counts.put(name, count.sum()));
    return counts;
  }
}
