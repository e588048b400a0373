package dev.jackstaff.ofrep;

import dev.jackstaff.internal.json.OfrepJson;
import dev.jackstaff.model.BucketingId;
import dev.jackstaff.model.User;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the user from a client's context.
 *
 * @param keyRequired true if a context must have a targeting key
 */
record OfrepContext(boolean keyRequired) {
  private static final String KEY = "targetingKey";

  User read(byte[] body) throws OfrepRefusal {
    return user(context(parse(body)));
  }

  private static @Nullable Object parse(byte[] body) throws OfrepRefusal {
    try {
      return OfrepJson.read(body);
    } catch (IllegalArgumentException e) {
      throw OfrepRefusal.parseError(String.valueOf(e.getMessage()));
    }
  }

  private static Map<?, ?> context(@Nullable Object body) throws OfrepRefusal {
    if (!(body instanceof Map<?, ?> object)) {
      throw OfrepRefusal.parseError("the body must be an object with a context");
    }
    if (!object.containsKey("context")) {
      return Map.of();
    }
    if (!(object.get("context") instanceof Map<?, ?> context)) {
      throw OfrepRefusal.invalidContext("the context must be an object");
    }
    return context;
  }

  private User user(Map<?, ?> context) throws OfrepRefusal {
    String id = id(context.get(KEY));
    if (id == null && keyRequired) {
      throw OfrepRefusal.noTargetingKey();
    }
    Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
    context.forEach((name, value) -> attributes.put((String) name, value));
    attributes.remove(KEY);
    try {
      return new User(id, attributes);
    } catch (IllegalArgumentException e) {
      throw OfrepRefusal.invalidContext("invalid context: " + e.getMessage());
    }
  }

  private static @Nullable String id(@Nullable Object key) throws OfrepRefusal {
    if (key != null && !(key instanceof String)) {
      throw OfrepRefusal.invalidContext("the targetingKey must be a string");
    }
    return BucketingId.fromRequest((String) key);
  }
}
