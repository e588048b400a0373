package dev.jackstaff.console;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Flag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The differences between two versions of a flag, property by property. */
final class DefinitionDiff {
  private static final int MAX_LENGTH = 2000;

  private DefinitionDiff() {}

  /**
   * One property that differs.
   *
   * @param property its path, such as {@code schedule.steps}
   * @param before the old value; empty if it was not set
   * @param after the new value; empty if it is not set
   */
  record ChangedProperty(String property, String before, String after) {}

  record NoDifference() implements Fragment {}

  record DifferenceList(Html properties) implements Fragment {}

  record PropertyDifference(String property, @Nullable OldValue before, @Nullable NewValue after)
      implements Fragment {}

  record OldValue(String text) implements Fragment {}

  record NewValue(String text) implements Fragment {}

  static List<ChangedProperty> between(@Nullable Flag before, @Nullable Flag after) {
    List<ChangedProperty> lines = new ArrayList<>();
    compare("", properties(before), properties(after), lines);
    return lines;
  }

  /** Returns the definition as an object, even if it is written as true or false. */
  static Map<String, @Nullable Object> properties(@Nullable Flag flag) {
    Map<String, @Nullable Object> properties = new LinkedHashMap<>();
    if (flag == null) {
      return properties;
    }
    Object written = PlainJson.read(FlagJson.writeFlag(flag), flag.name());
    properties.put("enabled", flag.enabled());
    if (written instanceof Map<?, ?> object) {
      object.forEach((name, value) -> properties.put(String.valueOf(name), value));
    }
    return properties;
  }

  private static void compare(
      String path, Map<?, ?> before, Map<?, ?> after, List<ChangedProperty> lines) {
    Set<Object> names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    for (Object name : names) {
      Object old = before.get(name);
      Object now = after.get(name);
      String inner = path.isEmpty() ? String.valueOf(name) : path + "." + name;
      if (old instanceof Map<?, ?> a && now instanceof Map<?, ?> b) {
        compare(inner, a, b, lines);
      } else if (!Objects.equals(old, now)) {
        lines.add(line(inner, old, now));
      }
    }
  }

  private static ChangedProperty line(
      String path, @Nullable Object before, @Nullable Object after) {
    if (before instanceof List<?> a && after instanceof List<?> b) {
      List<?> gone = a.stream().filter(item -> !b.contains(item)).toList();
      List<?> come = b.stream().filter(item -> !a.contains(item)).toList();
      boolean moved = gone.isEmpty() && come.isEmpty();
      return moved
          ? new ChangedProperty(path, text(a), text(b))
          : new ChangedProperty(path, items(gone), items(come));
    }
    return new ChangedProperty(path, text(before), text(after));
  }

  private static String items(List<?> items) {
    return cut(String.join("\n", items.stream().map(DefinitionDiff::text).toList()));
  }

  private static String text(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    return cut(value instanceof String text ? text : PlainJson.pretty(value));
  }

  private static String cut(String text) {
    return Formats.cut(text, MAX_LENGTH);
  }

  static Html html(List<ChangedProperty> lines) {
    return lines.isEmpty()
        ? new NoDifference().html()
        : new DifferenceList(Html.each(lines, DefinitionDiff::difference)).html();
  }

  private static PropertyDifference difference(ChangedProperty line) {
    return new PropertyDifference(
        line.property(),
        line.before().isEmpty() ? null : new OldValue(line.before()),
        line.after().isEmpty() ? null : new NewValue(line.after()));
  }
}
