package dev.jackstaff.internal.json;

import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Schedule.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads a schedule. */
final class ScheduleReader {
  private static final List<String> PROPERTIES =
      List.of("start", "zone", "steps", "plan", "hold", "granted");

  /** A stand-in for a broken schedule, so that a percentage beside it is still reported. */
  static final Schedule STAND_IN = Schedule.from(LocalDate.EPOCH, InstantText.UTC, Step.days(0, 0));

  private static final String OFFSET = "a whole number of days or a duration such as \"PT6H\"";

  private final Json json;
  private final ObjectProperties parts;

  private ScheduleReader(Json json) {
    this.json = json;
    this.parts = ObjectProperties.of(json, PROPERTIES);
  }

  static Schedule read(Json json) {
    if (!json.isObject()) {
      json.wrong("an object");
      return STAND_IN;
    }
    Schedule schedule = new ScheduleReader(json).read();
    return schedule == null ? STAND_IN : schedule;
  }

  private @Nullable Schedule read() {
    ZoneId zone = zone(parts.get("zone"));
    Instant start = start(parts.required("start"), zone);
    Json planned = parts.get("plan");
    String plan = planned == null ? null : planned.string();
    Json list = planned == null ? parts.required("steps") : parts.get("steps");
    if (planned != null && list != null) {
      planned.problem(() -> json.label() + " has steps or a plan, not both");
      return null;
    }
    List<Step> steps = planned == null ? steps(list) : plan == null ? null : List.of();
    Json held = parts.get("hold");
    Instant hold = held == null ? null : held.parsed(InstantText::instant, InstantText.INSTANT);
    OptionalInt granted = granted(parts.get("granted"));
    Json place = planned == null ? list : planned;
    return start == null || place == null || steps == null || zone == null
        ? null
        : place.made(() -> new Schedule(start, zone, steps, hold, granted, plan));
  }

  /** Checks the number on its own, so that the problem has its place. */
  private static OptionalInt granted(@Nullable Json value) {
    Integer number = value == null ? null : value.integer("a whole number");
    if (value == null || number == null) {
      return OptionalInt.empty();
    }
    OptionalInt granted = OptionalInt.of(number);
    Schedule checked =
        value.made(
            () -> new Schedule(Instant.EPOCH, InstantText.UTC, STAND_IN.steps(), null, granted));
    return checked == null ? OptionalInt.empty() : granted;
  }

  private static @Nullable ZoneId zone(@Nullable Json value) {
    return value == null
        ? ZoneId.of("UTC")
        : value.parsed(id -> ZoneId.of(id), expected(value), ZoneId.getAvailableZoneIds());
  }

  /**
   * Returns the expected form. {@code EST} does not tell whether its clocks change, and not every
   * Java version accepts it.
   */
  private static String expected(Json value) {
    return value.isString() && ZoneId.SHORT_IDS.containsKey(value.text())
        ? "a region such as \"America/New_York\" or an offset such as \"-05:00\""
        : "a time zone";
  }

  private static @Nullable Instant start(@Nullable Json value, @Nullable ZoneId zone) {
    ZoneId known = zone == null ? InstantText.UTC : zone;
    return value == null
        ? null
        : value.parsed(s -> InstantText.parse(s, known), InstantText.EXPECTED);
  }

  /** Reads the steps of a schedule or a plan; returns null if any is invalid. */
  static @Nullable List<Step> steps(@Nullable Json value) {
    if (value == null) {
      return null;
    }
    if (!value.isList()) {
      value.wrong("a list of steps");
      return null;
    }
    List<Step> steps = new ArrayList<>();
    List<Json> items = value.items("a list of steps");
    for (Json item : items) {
      Step step = step(item);
      if (step != null) {
        steps.add(step);
      }
    }
    return steps.size() == items.size() ? steps : null;
  }

  private static @Nullable Step step(Json value) {
    List<Json> pair = value.isList() ? value.items("") : List.of();
    if (pair.size() != 2) {
      value.problem(
          () -> value.label() + " must be [offset, percentage] or [offset, {\"segment\": name}]");
      return null;
    }
    if (pair.get(1).isObject()) {
      return audience(pair.get(0), pair.get(1));
    }
    TemporalAmount offset = offset(pair.get(0));
    Double percentage = pair.get(1).percentage();
    // Each part is checked with a valid other part, so that each problem has its place.
    Step share = percentage == null ? null : pair.get(1).made(() -> Step.days(0, percentage));
    Step begin = offset == null ? null : pair.get(0).made(() -> new Step(offset, 0));
    return share == null || begin == null ? null : new Step(begin.offset(), share.percentage());
  }

  private static @Nullable Step audience(Json begin, Json value) {
    ObjectProperties parts = ObjectProperties.of(value, List.of("segment"));
    Json named = parts.get("segment");
    if (named == null && !parts.isMeant("segment")) {
      value.problem(() -> value.label() + " has no \"segment\"");
    }
    String segment = named == null ? null : named.string();
    TemporalAmount offset = offset(begin);
    return segment == null || offset == null
        ? null
        : begin.made(() -> new Step(offset, 0, segment));
  }

  private static @Nullable TemporalAmount offset(Json value) {
    if (value.isString()) {
      return value.parsed(Duration::parse, OFFSET);
    }
    Integer days = value.integer(OFFSET);
    return days == null ? null : Period.ofDays(days);
  }
}
