package dev.jackstaff.tools.convert;

import dev.jackstaff.tools.convert.ConversionNote.Translation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A flag of the written file, with the notes on its translation. Not thread-safe. */
final class ConvertedFlag {
  private static final int USERS = 10_000;

  private final String name;
  private final ConvertedFlags all;
  private final Map<String, Object> properties = new LinkedHashMap<>();
  private final List<Object> rules = new ArrayList<>();
  private final List<ConversionNote> notes = new ArrayList<>();

  ConvertedFlag(String name, ConvertedFlags all) {
    this.name = name;
    this.all = all;
  }

  /** Sets a property, unless the value is null or an empty text, list or object. */
  void set(String property, @Nullable Object value) {
    boolean empty =
        value == null
            || "".equals(value)
            || (value instanceof Collection<?> list && list.isEmpty())
            || (value instanceof Map<?, ?> map && map.isEmpty());
    if (!empty) {
      properties.put(property, value);
    }
  }

  /** Keeps what has no property of its own, as an entry of {@code metadata}. */
  void keep(String key, @Nullable Object value) {
    if (value != null) {
      Map<String, Object> metadata = new LinkedHashMap<>();
      if (properties.get("metadata") instanceof Map<?, ?> present) {
        present.forEach((name, item) -> metadata.put(String.valueOf(name), item));
      }
      metadata.put(key, value);
      properties.put("metadata", metadata);
    }
  }

  /** Adds ids to the listed users. */
  void users(Collection<String> ids) {
    LinkedHashSet<Object> users = new LinkedHashSet<>();
    if (properties.get("users") instanceof Collection<?> present) {
      users.addAll(present);
    }
    users.addAll(ids);
    set("users", List.copyOf(users));
  }

  /**
   * Adds a rule, unless its condition is refused, such as one with a pattern that RE2 cannot read.
   *
   * @return true if it was added
   */
  boolean rule(String part, Map<String, Object> condition, String property, Object value) {
    String fault = all.conditionFault(condition);
    if (!fault.isEmpty()) {
      note(part, Translation.LEFT_OUT, fault);
      return false;
    }
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("if", condition);
    rule.put(property, value);
    rules.add(rule);
    if (condition.toString().matches("(?s).*\\$v(eq|ne|[lg]te?)=.*")) {
      String text = "a text that is no full version, such as 1.2 or v1.2.3, is one here";
      note(part, Translation.CHANGED, text);
    }
    return true;
  }

  void note(String part, Translation result, String text) {
    notes.add(new ConversionNote(name, part, result, text));
  }

  /**
   * Notes that shares of the users are kept, and other users are in them.
   *
   * @param shares the shares of all outcomes, of any sum
   */
  void otherUsers(String part, Collection<Double> shares) {
    double total = shares.stream().mapToDouble(Double::doubleValue).sum();
    double same = shares.stream().mapToDouble(it -> it / total * (it / total)).sum();
    if (total <= 0 || same > 0.999_999) {
      note(part, Translation.AS_BEFORE, "");
      return;
    }
    String text =
        String.format(
            Locale.ROOT,
            "the share is the same, but ids are hashed differently: expect another answer for"
                + " %.1f %% of the users in question (%,d of %,d)",
            100 * (1 - same),
            Math.round(USERS * (1 - same)),
            USERS);
    note(part, Translation.OTHER_USERS, text);
  }

  /** Notes the same for a percentage. */
  void otherUsers(String part, double percentage) {
    otherUsers(part, List.of(percentage, 100 - percentage));
  }

  List<ConversionNote> notes() {
    return notes;
  }

  String name() {
    return name;
  }

  /** Returns the definition as JSON: a boolean if that says it all. */
  Object definition() {
    Map<String, Object> definition = new LinkedHashMap<>(properties);
    if (!rules.isEmpty()) {
      definition.put("rules", rules);
    }
    if (definition.isEmpty()) {
      return false;
    }
    Object enabled = definition.get("enabled");
    return definition.size() == 1 && enabled != null ? enabled : definition;
  }
}
