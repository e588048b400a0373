package dev.jackstaff.openfeature;

import dev.jackstaff.model.User;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.ImmutableStructure;
import dev.openfeature.sdk.Structure;
import dev.openfeature.sdk.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Users and JSON values as OpenFeature has them, and back. */
final class ContextValues {
  private ContextValues() {}

  /** The id is the targeting key; without an id there is none. */
  static EvaluationContext of(User user) {
    Map<String, Value> attributes = new LinkedHashMap<>();
    user.attributes().forEach((name, value) -> attributes.put(name, value(value)));
    // Who says what the attributes are must not say by one of them who the user is.
    attributes.remove(EvaluationContext.TARGETING_KEY);
    String id = user.id();
    return id == null ? new ImmutableContext(attributes) : new ImmutableContext(id, attributes);
  }

  static Value value(@Nullable Object json) {
    if (json instanceof Boolean bool) {
      return new Value(bool);
    }
    if (json instanceof String text) {
      return new Value(text);
    }
    if (json instanceof Number number) {
      int whole = number.intValue();
      return whole == number.doubleValue() ? new Value(whole) : new Value(number.doubleValue());
    }
    if (json instanceof List<?> list) {
      List<Value> items = new ArrayList<>();
      list.forEach(item -> items.add(value(item)));
      return new Value(items);
    }
    return json instanceof Map<?, ?> map ? new Value(structure(map)) : new Value();
  }

  private static Structure structure(Map<?, ?> map) {
    Map<String, Value> items = new LinkedHashMap<>();
    map.forEach((name, item) -> items.put(String.valueOf(name), value(item)));
    return new ImmutableStructure(items);
  }

  /** A flag's value as JSON; whatever is no such value is refused later. */
  static @Nullable Object plain(@Nullable Object said) {
    if (!(said instanceof Value value)) {
      return said;
    }
    if (value.isList()) {
      List<@Nullable Object> items = new ArrayList<>();
      value.asList().forEach(item -> items.add(plain(item)));
      return items;
    }
    if (value.isStructure()) {
      Map<String, @Nullable Object> items = new LinkedHashMap<>();
      value.asStructure().asMap().forEach((name, item) -> items.put(name, plain(item)));
      return items;
    }
    return value.isInstant() ? value.asInstant().toString() : value.asObject();
  }
}
