package dev.jackstaff.openfeature;

import dev.jackstaff.model.User;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Conversion between users and OpenFeature's contexts; the targeting key is the id. */
final class Contexts {
  private static final String KEY = EvaluationContext.TARGETING_KEY;

  private Contexts() {}

  static EvaluationContext of(User user) {
    Map<String, Value> values = new HashMap<>(JsonValue.values(user.attributes()));
    values.remove(KEY);
    return new ImmutableContext(user.id(), values);
  }

  /**
   * Returns the user of a context without a request.
   *
   * @throws IllegalArgumentException if a value is nested too deeply
   */
  static User user(@Nullable EvaluationContext context) {
    if (context == null || context.isEmpty()) {
      return User.anonymous();
    }
    Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
    context
        .asUnmodifiableMap()
        .forEach((name, value) -> attributes.put(name, JsonValue.toJson(value)));
    attributes.remove(KEY);
    return new User(context.getTargetingKey(), attributes);
  }

  /**
   * Returns a request's user with the additions of a context, or the same object if there are none.
   * A context with another targeting key is another user and inherits nothing from the request's
   * user.
   *
   * @throws IllegalArgumentException if a value is nested too deeply
   */
  static User merge(User requestUser, @Nullable EvaluationContext context) {
    if (context == null || context.isEmpty()) {
      return requestUser;
    }
    String key = context.getTargetingKey();
    return key == null || key.equals(requestUser.id())
        ? with(requestUser, context.asUnmodifiableMap())
        : user(context);
  }

  private static User with(User user, Map<String, Value> said) {
    Map<String, @Nullable Object> attributes = new LinkedHashMap<>(user.attributes());
    boolean changed = false;
    for (Map.Entry<String, Value> entry : said.entrySet()) {
      Object value = JsonValue.toJson(entry.getValue());
      if (!entry.getKey().equals(KEY) && !isSame(attributes.get(entry.getKey()), value)) {
        attributes.put(entry.getKey(), value);
        changed = true;
      }
    }
    return changed ? new User(user.id(), attributes) : user;
  }

  /**
   * Compares values in the form that they have after a conversion by OpenFeature, which changes the
   * types of some numbers.
   */
  private static boolean isSame(@Nullable Object own, @Nullable Object said) {
    return Objects.equals(own, said)
        || Objects.equals(JsonValue.toJson(JsonValue.toOpenFeature(own)), said);
  }
}
