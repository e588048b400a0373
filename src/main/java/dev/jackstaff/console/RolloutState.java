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
 * @param extent the extent in one word
 * @param percent the rollout percentage
 * @param label the percentage as the page shows it
 * @param notes what decides besides the percentage
 */
record RolloutState(Extent extent, double percent, String label, List<String> notes) {
  /** The extents, each with its word. */
  enum Extent {
    ON("on", "on"),
    PARTIAL("partial", "partial rollout"),
    OFF("off", "off"),
    KILLED("killed", "killed");

    private final String text;
    private final String label;

    Extent(String text, String label) {
      this.text = text;
      this.label = label;
    }

    /** Returns the extent as addresses and the API write it. */
    String text() {
      return text;
    }

    /** Returns the extent as pages show it. */
    String label() {
      return label;
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
      return new RolloutState(Extent.PARTIAL, percent, Formats.percent(percent), notes);
    }
    boolean targeted = !flag.users().isEmpty() || !flag.rules().isEmpty();
    targeted |= !audiences(flag, now).isEmpty();
    return targeted
        ? new RolloutState(Extent.PARTIAL, 0, "targeted", notes)
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
      notes.add("requires " + required.flag() + (required.on() ? "" : " off"));
    }
    return notes;
  }

  private static String step(Schedule schedule, Instant now) {
    int reached = schedule.reached(now);
    String step = "step " + reached + " of " + schedule.steps().size();
    return schedule.hold() == null ? step : step + ", on hold";
  }
}
