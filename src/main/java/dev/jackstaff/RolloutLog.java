package dev.jackstaff;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Schedule;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Logs when a schedule reaches a step. It only observes: the percentage that decides is computed
 * from the clock at each request. Not thread-safe; to be used by one thread at a time.
 */
final class RolloutLog {
  private static final Logger LOG = System.getLogger(FeatureFlags.class.getName());

  private final Map<String, String> positions = new HashMap<>();
  private boolean silent;

  /** Sets whether the log is silent because the store logs the steps itself. */
  void silent(boolean quiet) {
    silent = quiet;
  }

  /**
   * Compares with the last call, and returns the names of the flags that have reached a step. A
   * schedule that is new, or was changed by hand, is not a step.
   */
  Set<String> look(FlagSet set, Instant now, boolean sameSet) {
    Set<String> stepped = new LinkedHashSet<>();
    positions.keySet().removeIf(name -> set.find(name).isEmpty());
    for (Flag flag : set.flags()) {
      Schedule schedule = flag.schedule();
      if (schedule == null) {
        continue;
      }
      String reached = text(schedule, schedule.reached(now));
      String before = positions.put(flag.name(), reached);
      if (sameSet && before != null && !before.equals(reached)) {
        stepped.add(flag.name());
        log(flag.name() + ": " + before + " → " + reached);
      }
    }
    return stepped;
  }

  private static String text(Schedule schedule, int reached) {
    List<String> audiences = schedule.audiences(reached);
    String beside = audiences.isEmpty() ? "" : " and " + String.join(", ", audiences);
    return schedule.percentage(reached) + "%" + beside;
  }

  private void log(String step) {
    if (!silent) {
      LOG.log(Level.INFO, "Auto-rollout " + step);
    }
  }
}
