package dev.jackstaff.launchdarkly;

import com.launchdarkly.sdk.ArrayBuilder;
import com.launchdarkly.sdk.ContextBuilder;
import com.launchdarkly.sdk.LDContext;
import com.launchdarkly.sdk.LDValue;
import com.launchdarkly.sdk.ObjectBuilder;
import dev.jackstaff.internal.PortableNumber;
import dev.jackstaff.model.User;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Conversion between users and JSON values of this library and those of LaunchDarkly. */
final class UserContext {
  /** The names that would identify the user in a context and cannot be used for attributes. */
  private static final Set<String> RESERVED = Set.of("kind", "key", "anonymous", "_meta");

  private static final String NOBODY = "anonymous";

  private UserContext() {}

  /** Converts a user. LaunchDarkly requires a key, so all users without id share one. */
  static LDContext of(User user) {
    String id = user.id();
    boolean known = id != null && !id.isEmpty();
    ContextBuilder builder = LDContext.builder(known ? id : NOBODY).anonymous(!known);
    user.attributes()
        .forEach(
            (name, value) -> {
              if (!name.isEmpty() && !RESERVED.contains(name)) {
                builder.set(name, value(value));
              }
            });
    return builder.build();
  }

  private static LDValue value(@Nullable Object json) {
    if (json instanceof Boolean bool) {
      return LDValue.of(bool);
    }
    if (json instanceof String text) {
      return LDValue.of(text);
    }
    if (json instanceof Number number) {
      return number(number);
    }
    if (json instanceof List<?> list) {
      ArrayBuilder items = LDValue.buildArray();
      list.forEach(item -> items.add(value(item)));
      return items.build();
    }
    return json instanceof Map<?, ?> map ? object(map) : LDValue.ofNull();
  }

  /** Converts a number. LaunchDarkly has doubles only. */
  private static LDValue number(Number number) {
    Object portable = PortableNumber.of(number);
    if (portable instanceof Number held) {
      return LDValue.of(held.doubleValue());
    }
    return portable == null ? LDValue.ofNull() : LDValue.of((String) portable);
  }

  private static LDValue object(Map<?, ?> map) {
    ObjectBuilder items = LDValue.buildObject();
    map.forEach((name, item) -> items.put(String.valueOf(name), value(item)));
    return items.build();
  }

  /** Converts a flag's value to JSON. */
  static @Nullable Object plain(LDValue value) {
    return switch (value.getType()) {
      case NULL -> null;
      case BOOLEAN -> value.booleanValue();
      case STRING -> value.stringValue();
      case NUMBER -> number(value);
      case ARRAY -> list(value);
      case OBJECT -> map(value);
    };
  }

  private static @Nullable Number number(LDValue value) {
    if (value.isInt()) {
      return value.intValue();
    }
    return PortableNumber.read(value.doubleValue());
  }

  private static List<@Nullable Object> list(LDValue value) {
    List<@Nullable Object> items = new ArrayList<>();
    value.values().forEach(item -> items.add(plain(item)));
    return items;
  }

  private static Map<String, @Nullable Object> map(LDValue value) {
    Map<String, @Nullable Object> items = new LinkedHashMap<>();
    value.keys().forEach(key -> items.put(key, plain(value.get(key))));
    return items;
  }
}
