package dev.jackstaff.tools.convert;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The variants of a flag whose values have no names: a short value is its own name. */
final class ValueNames {
  private final DecisionList list;
  private final List<@Nullable Object> values = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  ValueNames(DecisionList list) {
    this.list = list;
  }

  /** Returns the variant of a value, which is added if it is new; null if there is no value. */
  @Nullable String of(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    int known = values.indexOf(value);
    if (known >= 0) {
      return names.get(known);
    }
    String name = LaunchDarklyConverter.variantName(value, values.size());
    if (names.contains(name)) {
      name = "variation-" + values.size();
    }
    values.add(value);
    names.add(name);
    list.value(name, value);
    return name;
  }
}
