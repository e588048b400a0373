package dev.jackstaff.console;

import dev.jackstaff.console.FormField.Flaw;
import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of a schedule in the form of a flag, each with its problems, and a preview. */
final class ScheduleFields {
  private static final String POINTER = "/schedule";
  private static final String STEPS = POINTER + "/steps";
  private static final Flaw NONE = new Flaw(Html.NOTHING, null);

  private final FormField field;
  private final Exchange exchange;
  private final String flag;
  private final Map<String, @Nullable Object> definition;
  private final Map<?, ?> schedule;
  private final List<Object> steps = new ArrayList<>();

  ScheduleFields(
      FormField field, Exchange exchange, String flag, Map<String, @Nullable Object> definition) {
    this.field = field;
    this.exchange = exchange;
    this.flag = flag;
    this.definition = definition;
    this.schedule = definition.get("schedule") instanceof Map<?, ?> map ? map : Map.of();
    if (schedule.get("steps") instanceof List<?> present) {
      steps.addAll(present);
    }
  }

  record ScheduleForm(
      Html start,
      Html zone,
      @Nullable Html plan,
      Html described,
      Html steps,
      @Nullable Fragment error,
      Html preview)
      implements Fragment {}

  record NoPreview() implements Fragment {}

  record StepFields(
      Object offset,
      Html offsetFlaw,
      Object percentage,
      Html percentageFlaw,
      Object segment,
      Html segmentFlaw,
      Html errors)
      implements Fragment {}

  Html all() {
    FormField own = field.of(POINTER);
    Html plan = plan(own);
    Flaw rest = field.flaw("f-schedule", POINTER, shown(plan != null));
    List<StepFields> rows = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      rows.add(step(i, rest));
    }
    StepFields blank =
        new StepFields("", Html.NOTHING, "", Html.NOTHING, "", Html.NOTHING, Html.NOTHING);
    rows.add(blank);
    rows.add(blank);
    return new ScheduleForm(
            own.input(
                "start", "Schedule starts", schedule.get("start"), "2026-11-20, or an instant."),
            own.input("zone", "Time zone", schedule.get("zone"), "Default UTC."),
            plan,
            FormField.describedBy(rest.error()),
            Html.each(rows, row -> row),
            rest.error(),
            preview())
        .html();
  }

  /** Returns the pointers whose problems have a field of their own. */
  private String[] shown(boolean plan) {
    List<String> shown = new ArrayList<>(List.of(POINTER + "/start", POINTER + "/zone"));
    if (plan) {
      shown.add(POINTER + "/plan");
    }
    for (int i = 0; i < steps.size(); i++) {
      shown.add(STEPS + "/" + i);
    }
    return shown.toArray(String[]::new);
  }

  /** Returns the field of the plan, or null if the file has no plans. */
  private @Nullable Html plan(FormField own) {
    Set<String> plans = exchange.flags().definitions().plans().keySet();
    Object chosen = schedule.get("plan");
    return plans.isEmpty() && chosen == null
        ? null
        : own.input(
            "plan", "Release plan", chosen, "Instead of steps: " + String.join(", ", plans));
  }

  /**
   * Returns the fields of a step.
   *
   * @param rest the problems of all steps together, such as an unknown segment
   */
  private StepFields step(int index, Flaw rest) {
    List<?> pair =
        steps.get(index) instanceof List<?> list && list.size() == 2 ? list : List.of("", "");
    String pointer = STEPS + "/" + index;
    String second = pointer + "/1";
    String id = "f-step-" + index;
    Flaw offset = field.flaw(id + "-offset", pointer, second);
    if (!(pair.get(1) instanceof Map<?, ?> audience)) {
      Flaw percentage = field.flaw(id + "-percentage", second);
      return step(pair.get(0), offset, pair.get(1), percentage, "", NONE);
    }
    Flaw percentage = field.flaw(id + "-percentage", second + "/percentage");
    Flaw segment = field.flaw(id + "-segment", second, second + "/percentage");
    String name = text(audience.get("segment"));
    boolean unknown = !exchange.flags().definitions().segments().containsKey(name);
    Flaw shown = segment.error() == null && unknown ? new Flaw(rest.attributes(), null) : segment;
    return step(pair.get(0), offset, text(audience.get("percentage")), percentage, name, shown);
  }

  private static StepFields step(
      Object offset,
      Flaw offsetFlaw,
      Object percentage,
      Flaw percentageFlaw,
      Object segment,
      Flaw segmentFlaw) {
    return new StepFields(
        offset,
        offsetFlaw.attributes(),
        percentage,
        percentageFlaw.attributes(),
        segment,
        segmentFlaw.attributes(),
        Html.join(offsetFlaw.error(), percentageFlaw.error(), segmentFlaw.error()));
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : String.valueOf(value);
  }

  /** Returns a preview of the schedule as it is in the form. */
  private Html preview() {
    try {
      Flag edited = FlagJson.readFlag(flag, PlainJson.write(definition), flag);
      FlagSet resolved = exchange.flags().definitions().with(edited);
      Schedule drawn = resolved.find(flag).map(Flag::schedule).orElse(null);
      return drawn == null
          ? new NoPreview().html()
          : new ScheduleSection(drawn, edited.guard(), exchange.now()).preview();
    } catch (InvalidFlagsException incomplete) {
      return new NoPreview().html();
    }
  }
}
