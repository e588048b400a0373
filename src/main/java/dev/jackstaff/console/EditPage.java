package dev.jackstaff.console;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.StaleRevisionException;
import dev.jackstaff.store.Versioned;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      String base,
      Html csrf,
      Fragment version,
      Html fields,
      Html reason)
      implements Fragment {}

  record FieldGroup(String legend, Html fields) implements Fragment {}

  record BucketFields(Html fields) implements Fragment {}

  record RolloutFields(Html choices, Html percentage, Html schedule) implements Fragment {}

  record RolloutChoice(String value, boolean checked, String label) implements Fragment {}

  record VariantsFields(Html described, Html rows, @Nullable Fragment error) implements Fragment {}

  record VariantFields(
      String name,
      Html nameFlaw,
      @Nullable Object weight,
      Html weightFlaw,
      String value,
      Html valueFlaw,
      Html errors)
      implements Fragment {}

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
          : put(exchange, version.replacing(found, flag), form.get("reason"));
    } catch (InvalidFlagsException e) {
      List<Problem> problems = e.problems();
      return new EditPage(exchange, name, version, wanted, problems).answer(422);
    }
  }

  /** Saves the flag, or shows both versions if it was changed in the meantime. */
  static Response put(Exchange exchange, EditedVersion.FlagWrite wanted, String reason) {
    Change change = exchange.change(reason);
    Flag flag = wanted.flag();
    try {
      String expected = wanted.revision().isEmpty() ? null : wanted.revision();
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
            version.base(),
            PageLayout.csrf(exchange),
            version.fields(),
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
        FormField.input(
            "layer/from",
            "From",
            layer.get("from"),
            "0 to 100.",
            field.flaw("f-layer/from", "/layer", "/layer/name", "/layer/to")),
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
        or(
            "schedule",
            "Schedule",
            (name, label) -> new ScheduleFields(field, exchange, this.name, definition).all()));
  }

  private static RolloutChoice choice(String value, String label, String chosen) {
    return new RolloutChoice(value, value.equals(chosen), label);
  }

  private Html variants() {
    Map<String, @Nullable Object> rows = new LinkedHashMap<>();
    if (definition.get("variants") instanceof Map<?, ?> present) {
      present.forEach((variant, value) -> rows.put(String.valueOf(variant), value));
    }
    List<VariantFields> html = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    rows.forEach(
        (variant, value) -> {
          String pointer = "/variants/" + FormField.escape(variant);
          html.add(variant("f-variant-" + shown.size(), pointer, variant, value));
          shown.add(pointer);
        });
    VariantFields blank =
        new VariantFields("", Html.NOTHING, "", Html.NOTHING, "", Html.NOTHING, Html.NOTHING);
    html.add(blank);
    html.add(blank);
    FormField.Flaw rest = field.flaw("f-variants", "/variants", shown.toArray(String[]::new));
    return new VariantsFields(
            FormField.describedBy(rest.error()), Html.each(html, row -> row), rest.error())
        .html();
  }

  private VariantFields variant(
      String id, String pointer, String variant, @Nullable Object setting) {
    Map<?, ?> both = setting instanceof Map<?, ?> map ? map : Map.of();
    boolean isWeight = both.isEmpty();
    FormField.Flaw value = field.flaw(id + "-value", pointer + "/value");
    FormField.Flaw weight =
        field.flaw(id + "-weight", isWeight ? pointer : pointer + "/weight", pointer + "/value");
    FormField.Flaw name =
        isWeight
            ? new FormField.Flaw(Html.NOTHING, null)
            : field.flaw(id, pointer, pointer + "/weight", pointer + "/value");
    return new VariantFields(
        variant,
        name.attributes(),
        isWeight ? setting : both.get("weight"),
        weight.error() == null ? name.attributes() : weight.attributes(),
        both.containsKey("value") ? PlainJson.write(both.get("value")) : "",
        value.attributes(),
        Html.join(name.error(), weight.error(), value.error()));
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
    return field.json(
        property, label + " (as JSON)", json, rows, "A field cannot hold this value as it is.");
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
