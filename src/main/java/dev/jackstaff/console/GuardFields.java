package dev.jackstaff.console;

import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a guard in the form of a flag, and what they mean. An empty field is the default.
 */
final class GuardFields {
  /** The name of the field that a form has if it shows the guard. */
  static final String SHOWN = "guard.shown";

  private static final String PREFIX = "guard/";
  private static final List<String> ACTIONS = List.of("kill", "hold", "notify");

  private final FormField field;
  private final Map<?, ?> guard;
  private final boolean guarded;

  GuardFields(FormField field, @Nullable Object guard) {
    this.field = field;
    this.guarded = guard != null;
    this.guard = guard instanceof Map<?, ?> map ? map : Map.of();
  }

  record GuardForm(Html guarded, Html signals, Html metrics, Html actions, Html limits)
      implements Fragment {}

  record ActionChoice(String value, boolean checked, String label) implements Fragment {}

  Html all() {
    return new GuardForm(
            field.check("guard", "Guarded: a harmful rollout is stopped", guarded),
            signals(),
            Html.join(
                field.area(
                    PREFIX + "metrics",
                    "Business metrics",
                    metrics(guard.get("metrics")),
                    2,
                    "One tracked event per line and the harmful direction: purchase down."),
                input("window", "Window", "After its exposure, a user's events count; PT30M.")),
            Html.each(ACTIONS, this::action),
            limits())
        .html();
  }

  private Html signals() {
    return Html.join(
        field.check(PREFIX + "errors", "Failed requests count", !isFalse(guard.get("errors"))),
        input("slow", "Slow requests", "auto, or a duration over which they count: PT0.8S."),
        input("patience", "Patience", "A request without an answer counts as failed; PT10S."));
  }

  private Html limits() {
    return Html.join(
        input("alpha", "False alarms (alpha)", "The probability; 0.001."),
        input("atLeast", "At least", "Harmed users below which nothing is halted; 5."),
        input("min", "Users for a step", "In each group, before a schedule goes on; 200."),
        input("tolerance", "Tolerance", "Additional failing users to exclude before: 0.01."),
        input(
            "perAddress",
            "Per address",
            "At most so many failing users of one client address count; 0 for no limit."));
  }

  private Html input(String name, String label, String hint) {
    return field.input(PREFIX + name, label, guard.get(name), hint);
  }

  private ActionChoice action(String action) {
    Object chosen = guard.containsKey("then") ? guard.get("then") : ACTIONS.get(0);
    String label =
        switch (action) {
          case "kill" -> "Kill the flag";
          case "hold" -> "Hold its schedule";
          default -> "Notify only";
        };
    return new ActionChoice(action, action.equals(chosen), label);
  }

  private static boolean isFalse(@Nullable Object value) {
    return Boolean.FALSE.equals(value);
  }

  private static String metrics(@Nullable Object metrics) {
    List<String> lines = new ArrayList<>();
    if (metrics instanceof Map<?, ?> map) {
      map.forEach((event, harmful) -> lines.add(event + " " + harmful));
    }
    return String.join("\n", lines);
  }

  /** Adds the fields that a browser sends for a guard. */
  static void values(@Nullable Object value, BiConsumer<String, String> fields) {
    Map<?, ?> guard = value instanceof Map<?, ?> map ? map : Map.of();
    fields.accept(SHOWN, "1");
    fields.accept("guard", "on");
    if (!isFalse(guard.get("errors"))) {
      fields.accept(PREFIX + "errors", "on");
    }
    guard.forEach(
        (name, setting) -> {
          if (!name.equals("errors") && !name.equals("metrics")) {
            fields.accept(PREFIX + name, String.valueOf(setting));
          }
        });
    fields.accept(PREFIX + "metrics", metrics(guard.get("metrics")));
  }

  /** Returns the guard that a form has, or null if it has none. */
  static @Nullable Map<String, @Nullable Object> guard(FormData form) {
    if (!form.has("guard")) {
      return null;
    }
    Map<String, @Nullable Object> guard = new LinkedHashMap<>();
    if (!form.has(PREFIX + "errors")) {
      guard.put("errors", false);
    }
    text(form, "slow", guard);
    Map<String, Object> metrics = metrics(form.lines(PREFIX + "metrics"));
    if (!metrics.isEmpty()) {
      guard.put("metrics", metrics);
    }
    text(form, "window", guard);
    number(form, "alpha", guard);
    if (!form.get(PREFIX + "then").equals(ACTIONS.get(0))) {
      text(form, "then", guard);
    }
    number(form, "min", guard);
    number(form, "atLeast", guard);
    text(form, "patience", guard);
    number(form, "tolerance", guard);
    number(form, "perAddress", guard);
    return guard;
  }

  private static Map<String, Object> metrics(List<String> lines) {
    Map<String, Object> metrics = new LinkedHashMap<>();
    for (String line : lines) {
      int blank = line.lastIndexOf(' ');
      metrics.put(
          blank < 0 ? line : line.substring(0, blank).strip(),
          blank < 0 ? "" : line.substring(blank + 1));
    }
    return metrics;
  }

  private static void text(FormData form, String name, Map<String, @Nullable Object> guard) {
    String text = form.get(PREFIX + name);
    if (!text.isEmpty()) {
      guard.put(name, text);
    }
  }

  private static void number(FormData form, String name, Map<String, @Nullable Object> guard) {
    String text = form.get(PREFIX + name).replace(',', '.');
    if (!text.isEmpty()) {
      guard.put(name, ConditionRows.read(text) instanceof Number number ? number : text);
    }
  }
}
