package dev.jackstaff.console;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Requirement;
import dev.jackstaff.model.Schedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The current rollout state of a flag: the percentage of its rollout, schedule or default, and
 * notes on everything else that decides.
 *
 * @param state the state in one word
 * @param percent the rollout percentage
 * @param label the percentage as the page shows it
 * @param notes what decides besides the percentage
 */
record RolloutState(Extent state, double percent, String label, List<String> notes) {
  /** The states, each with its word. */
  enum Extent {
    ON("on"),
    PART("partly"),
    OFF("off"),
    KILLED("killed");

    private final String text;

    Extent(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  static RolloutState of(Flag flag, Instant now) {
    double percent = percent(flag, now);
    List<String> notes = notes(flag, now);
    if (flag.isKilled()) {
      return new RolloutState(Extent.KILLED, 0, "killed", notes);
    }
    if (percent >= 100) {
      return new RolloutState(Extent.ON, 100, "on", notes);
    }
    if (percent > 0) {
      return new RolloutState(Extent.PART, percent, Formats.percent(percent), notes);
    }
    boolean targeted = !flag.users().isEmpty() || !flag.rules().isEmpty();
    targeted |= !audiences(flag, now).isEmpty();
    return targeted
        ? new RolloutState(Extent.PART, 0, "some", notes)
        : new RolloutState(Extent.OFF, 0, "off", notes);
  }

  /** Returns the percentage for users whom no list and no rule matches. */
  static double percent(Flag flag, Instant now) {
    Schedule schedule = flag.schedule();
    if (schedule != null) {
      return schedule.percentage(now);
    }
    return flag.percentage().orElse(flag.enabled() ? 100 : 0);
  }

  /** Returns the segments for whose users the flag is on by its schedule. */
  private static List<String> audiences(Flag flag, Instant now) {
    Schedule schedule = flag.schedule();
    return schedule == null ? List.of() : schedule.audiences(schedule.reached(now));
  }

  private static List<String> notes(Flag flag, Instant now) {
    List<String> notes = new ArrayList<>();
    Schedule schedule = flag.schedule();
    if (schedule != null) {
      notes.add(step(schedule, now));
      audiences(flag, now).forEach(segment -> notes.add("segment " + segment));
    }
    if (!flag.users().isEmpty()) {
      notes.add(Formats.count(flag.users().size(), "user", "users"));
    }
    if (!flag.rules().isEmpty()) {
      notes.add(Formats.count(flag.rules().size(), "rule", "rules"));
    }
    if (!flag.variants().isEmpty()) {
      notes.add(Formats.count(flag.variants().size(), "variant", "variants"));
    }
    for (Requirement required : flag.requires()) {
      notes.add((required.on() ? "needs " : "not with ") + required.flag());
    }
    return notes;
  }

  private static String step(Schedule schedule, Instant now) {
    int reached = schedule.reached(now);
    String step = "step " + reached + " of " + schedule.steps().size();
    return schedule.hold() == null ? step : step + ", on hold";
  }
}
