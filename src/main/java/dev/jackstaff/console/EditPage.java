package dev.jackstaff.console;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.StaleRevisionException;
import dev.jackstaff.store.Versioned;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The page that edits everything about a flag in one form. */
final class EditPage {
  private final Exchange exchange;
  private final String name;
  private final EditedVersion version;
  private final Map<String, @Nullable Object> definition;
  private final FormField field;
  private final List<String> unfit;

  /** The field whose value asks for the form again, with a preview, and saves nothing. */
  private static final String PREVIEW = "preview";

  private EditPage(
      Exchange exchange,
      String name,
      EditedVersion version,
      Map<String, @Nullable Object> definition,
      List<Problem> problems) {
    this.exchange = exchange;
    this.name = name;
    this.version = version;
    this.definition = definition;
    this.field = FormField.of(problems);
    this.unfit = FormValues.unfit(definition);
  }

  record EditForm(
      String link,
      String name,
      Html problems,
      String revision,
      String base,
      Html csrf,
      Html fields,
      Html reason)
      implements Fragment {}

  /**
   * The version that a form edits.
   *
   * @param revision its revision
   * @param base a hash of its definition without the steps that the guard has granted: the guard
   *     writes them while people edit, and no form shows them
   */
  private record EditedVersion(String revision, String base) {
    static EditedVersion of(Versioned<Flag> found) {
      Flag edited = found.value().toBuilder().schedule(ungranted(found.value())).build();
      return new EditedVersion(found.revision(), ShortHash.of(FlagJson.writeFlag(edited)));
    }

    static EditedVersion in(FormData form) {
      return new EditedVersion(form.get("revision"), form.get("base"));
    }

    /**
     * Returns the revision that a writer expects: the present one if only a grant has changed it,
     * and the steps to write are those that were granted.
     */
    String expected(Versioned<Flag> found, Flag wanted) {
      boolean granted =
          base.equals(of(found).base)
              && Objects.equals(ungranted(wanted), ungranted(found.value()));
      return granted ? found.revision() : revision;
    }

    private static @Nullable Schedule ungranted(Flag flag) {
      Schedule schedule = flag.schedule();
      return schedule == null ? null : schedule.withGranted(0);
    }
  }

  record FieldGroup(String legend, Html fields) implements Fragment {}

  record BucketFields(Html fields) implements Fragment {}

  record RolloutFields(Html choices, Html percentage, Html schedule) implements Fragment {}

  record RolloutChoice(String value, boolean checked, String label) implements Fragment {}

  record ScheduleFields(
      Html start,
      Html zone,
      @Nullable Html plan,
      Html steps,
      @Nullable Fragment error,
      Html preview)
      implements Fragment {}

  record NoPreview() implements Fragment {}

  record StepFields(Object offset, Object percentage, Object segment) implements Fragment {}

  record VariantsFields(Html rows, @Nullable Fragment error) implements Fragment {}

  record VariantFields(String name, @Nullable Object weight, String value) implements Fragment {}

  static Response show(Exchange exchange) {
    exchange.flags().store();
    Versioned<Flag> found = exchange.flags().find(exchange.part(0));
    Flag flag = found.value();
    Map<String, @Nullable Object> definition = DefinitionDiff.properties(flag);
    return new EditPage(exchange, flag.name(), EditedVersion.of(found), definition, List.of())
        .answer(200);
  }

  static Response save(Exchange exchange) throws IOException {
    exchange.flags().store();
    Versioned<Flag> found = exchange.flags().find(exchange.part(0));
    Flag present = found.value();
    FormData form = exchange.form();
    String name = present.name();
    EditedVersion version = EditedVersion.in(form);
    Map<String, @Nullable Object> wanted =
        FlagForm.definition(form, DefinitionDiff.properties(present));
    try {
      Flag flag = FlagJson.readFlag(name, PlainJson.write(wanted), name);
      return form.has(PREVIEW)
          ? new EditPage(exchange, name, version, wanted, List.of()).answer(200)
          : put(exchange, flag, version.expected(found, flag), form.get("reason"));
    } catch (InvalidFlagsException e) {
      List<Problem> problems = e.problems();
      return new EditPage(exchange, name, version, wanted, problems).answer(422);
    }
  }

  /** Saves the flag, or shows both versions if it was changed in the meantime. */
  static Response put(Exchange exchange, Flag flag, String revision, String reason) {
    Change change = exchange.change(reason);
    try {
      String expected = revision.isEmpty() ? null : revision;
      exchange.flags().store().put(flag, expected, change);
      return Response.seeOther(exchange.flagLink(flag.name()));
    } catch (StaleRevisionException e) {
      return ConflictPage.answer(exchange, flag, e.current(), reason);
    }
  }

  private Response answer(int status) {
    EditForm form =
        new EditForm(
            exchange.flagLink(name),
            name,
            field.summary(),
            version.revision(),
            version.base(),
            PageLayout.csrf(exchange),
            fields(),
            field.input("reason", "Reason", "", ""));
    return PageLayout.page(status, exchange, "Edit " + name, form.html());
  }

  private Html fields() {
    return Html.join(
        new FieldGroup(
            "Rollout",
            Html.join(field.check("enabled", "Default: on", isTrue("enabled")), rollout())),
        new FieldGroup("Targeting", Html.join(users(), requires())),
        new FieldGroup(
            "Rules (the first match decides)",
            or("rules", "Rules", (name, label) -> new RuleFields(field).all(list("rules")))),
        new FieldGroup("Variants", or("variants", "Variants", (name, label) -> variants())),
        new FieldGroup(
            "Guard",
            or(
                "guard",
                "Guard",
                (name, label) -> new GuardFields(field, definition.get(name)).all())),
        new FieldGroup("About", about()),
        new BucketFields(
            Html.join(
                input("bucketBy", "Bucket by", "An attribute; default id."),
                input("salt", "Salt", "Another salt re-buckets all users. Default: the name."),
                or("layer", "Layer", (name, label) -> layer()))));
  }

  private Html layer() {
    Map<?, ?> layer = definition.get("layer") instanceof Map<?, ?> map ? map : Map.of();
    String hint = "Each user is in the part of at most one flag of a layer.";
    return Html.join(
        field.input("layer/name", "Layer", layer.get("name"), hint),
        field.input("layer/from", "From", layer.get("from"), "0 to 100."),
        field.input("layer/to", "To", layer.get("to"), "0 to 100."));
  }

  private Html users() {
    return or(
        "users",
        "Targeted users",
        (name, label) -> field.area(name, label, lines("users"), 4, "One id per line."));
  }

  private Html requires() {
    String hint = "One name per line; !name for one that must be off.";
    return or(
        "requires",
        "Required flags",
        (name, label) -> field.area(name, label, lines("requires"), 2, hint));
  }

  private RolloutFields rollout() {
    String chosen =
        definition.containsKey("schedule")
            ? "schedule"
            : definition.containsKey("percentage") ? "percentage" : "none";
    return new RolloutFields(
        Html.join(
            choice("none", "No percentage", chosen),
            choice("percentage", "A percentage", chosen),
            choice("schedule", "A schedule", chosen)),
        or(
            "percentage",
            "Percentage",
            (name, label) -> field.input(name, label, definition.get(name), "0 to 100.")),
        or("schedule", "Schedule", (name, label) -> schedule()));
  }

  private static RolloutChoice choice(String value, String label, String chosen) {
    return new RolloutChoice(value, value.equals(chosen), label);
  }

  private Html schedule() {
    Map<?, ?> schedule = definition.get("schedule") instanceof Map<?, ?> map ? map : Map.of();
    List<Object> steps = new ArrayList<>();
    if (schedule.get("steps") instanceof List<?> present) {
      steps.addAll(present);
    }
    steps.add(List.of("", ""));
    steps.add(List.of("", ""));
    return new ScheduleFields(
            input("start", "Schedule starts", schedule.get("start"), "2026-11-20, or an instant."),
            input("zone", "Time zone", schedule.get("zone"), "Default UTC."),
            plan(schedule.get("plan")),
            Html.each(steps, EditPage::step),
            field.wrong("/schedule", "f-schedule"),
            preview())
        .html();
  }

  /** Returns a preview of the schedule as it is in the form. */
  private Html preview() {
    try {
      Flag flag = FlagJson.readFlag(name, PlainJson.write(definition), name);
      FlagSet resolved = exchange.flags().definitions().with(flag);
      Schedule schedule = resolved.find(name).map(Flag::schedule).orElse(null);
      return schedule == null
          ? new NoPreview().html()
          : new ScheduleSection(schedule, flag.guard(), exchange.now()).preview();
    } catch (InvalidFlagsException incomplete) {
      return new NoPreview().html();
    }
  }

  private static Html input(String name, String label, @Nullable Object value, String hint) {
    return FormField.of(List.of()).input(name, label, value, hint);
  }

  /** Returns the field of the plan, or null if the file has no plans. */
  private @Nullable Html plan(@Nullable Object chosen) {
    Set<String> plans = exchange.flags().definitions().plans().keySet();
    return plans.isEmpty() && chosen == null
        ? null
        : input("plan", "Release plan", chosen, "Instead of steps: " + String.join(", ", plans));
  }

  private static StepFields step(Object step) {
    List<?> pair = step instanceof List<?> list && list.size() == 2 ? list : List.of("", "");
    Object segment = pair.get(1) instanceof Map<?, ?> audience ? audience.get("segment") : null;
    return segment == null
        ? new StepFields(pair.get(0), pair.get(1), "")
        : new StepFields(pair.get(0), "", segment);
  }

  private Html variants() {
    Map<String, @Nullable Object> rows = new LinkedHashMap<>();
    if (definition.get("variants") instanceof Map<?, ?> present) {
      present.forEach((variant, value) -> rows.put(String.valueOf(variant), value));
    }
    List<VariantFields> html = new ArrayList<>();
    rows.forEach((variant, value) -> html.add(variant(variant, value)));
    html.add(variant("", ""));
    html.add(variant("", ""));
    return new VariantsFields(Html.each(html, row -> row), field.wrong("/variants", "f-variants"))
        .html();
  }

  private static VariantFields variant(String variant, @Nullable Object value) {
    Map<?, ?> both = value instanceof Map<?, ?> map ? map : Map.of();
    Object weight = both.isEmpty() ? value : both.get("weight");
    return new VariantFields(
        variant, weight, both.containsKey("value") ? PlainJson.write(both.get("value")) : "");
  }

  private Html about() {
    return Html.join(
        FlagTypeHelp.radios(String.valueOf(definition.getOrDefault("type", "release"))),
        or(
            "description",
            "Description",
            (name, label) -> field.area(name, label, text(name), 2, "")),
        input("owner", "Owner", ""),
        or(
            "tags",
            "Tags",
            (name, label) -> field.input(name, label, String.join(", ", strings(name)), "")),
        input("expires", "Expires", "The last day, such as 2027-01-31."),
        field.check("permanent", "Permanent", isTrue("permanent")));
  }

  /** Returns the fields of a property, or a JSON field if they cannot hold it. */
  private Html or(String property, String label, BiFunction<String, String, Html> fields) {
    return unfit.contains(property) ? asJson(property, label) : fields.apply(property, label);
  }

  private Html input(String property, String label, String hint) {
    return or(property, label, (name, text) -> field.input(name, text, text(name), hint));
  }

  private Html asJson(String property, String label) {
    String json = FormValues.json(definition.get(property));
    int rows = (int) Math.min(20, json.lines().count() + 1);
    return Html.join(
        field.area(
            FormValues.JSON + property,
            label + " (as JSON)",
            json,
            rows,
            "A field cannot hold this value as it is."),
        field.wrong("/" + property, "f-json-" + property));
  }

  private boolean isTrue(String property) {
    return Boolean.TRUE.equals(definition.get(property));
  }

  private String text(String property) {
    Object value = definition.get(property);
    return value == null ? "" : String.valueOf(value);
  }

  private List<?> list(String property) {
    return definition.get(property) instanceof List<?> list ? list : List.of();
  }

  private List<String> strings(String property) {
    return list(property).stream().map(String::valueOf).toList();
  }

  private String lines(String property) {
    return String.join("\n", strings(property));
  }
}
