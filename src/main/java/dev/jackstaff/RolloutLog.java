package dev.jackstaff;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Schedule;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Logs when a schedule reaches a step. It only observes: the percentage that decides is computed
 * from the clock at each request. Not thread-safe; to be used by one thread at a time.
 */
final class RolloutLog {
  private static final Logger LOG = System.getLogger(FeatureFlags.class.getName());

  private final Map<String, Double> percentages = new HashMap<>();
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
    percentages.keySet().removeIf(name -> set.find(name).isEmpty());
    for (Flag flag : set.flags()) {
      Schedule schedule = flag.schedule();
      if (schedule == null) {
        continue;
      }
      double percentage = schedule.percentage(now);
      Double before = percentages.put(flag.name(), percentage);
      if (sameSet && before != null && before != percentage) {
        stepped.add(flag.name());
        say(flag.name() + ": " + before + "% → " + percentage + "%");
      }
    }
    return stepped;
  }

  private void say(String step) {
    if (!silent) {
      LOG.log(Level.INFO, "Auto-rollout " + step);
    }
  }
}
