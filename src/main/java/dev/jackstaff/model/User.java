package dev.jackstaff.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The user for whom flags are evaluated. Immutable: attributes are copied, and a mutable number
 * such as an {@code AtomicInteger} is replaced by its current value.
 *
 * @param id the id that the flags' lists and buckets use, or null if unknown
 * @param attributes the attributes that rules can refer to, as JSON values; conditions refer to the
 *     id as the attribute {@code id}
 */
public record User(@Nullable String id, Map<String, @Nullable Object> attributes) {
  private static final User ANONYMOUS = new User(null, Map.<String, @Nullable Object>of());

  /**
   * Copies the attributes.
   *
   * @param id as above
   * @param attributes as above
   * @throws IllegalArgumentException if a value at any depth is not a string, boolean, number,
   *     list, map or null, a number of a class unknown to this library is not finite, a name is not
   *     a string, or values are nested more than 100 deep
   */
  public User {
    attributes =
        attributes.isEmpty() ? Map.<String, @Nullable Object>of() : JsonValues.copy(attributes);
  }

  /**
   * {@return a user without attributes}
   *
   * @param id the id, or null if unknown
   */
  public static User of(@Nullable String id) {
    return id == null ? ANONYMOUS : new User(id, Map.<String, @Nullable Object>of());
  }

  /** {@return the user without id and attributes} */
  public static User anonymous() {
    return ANONYMOUS;
  }

  /**
   * {@return this user with an attribute added or replaced}
   *
   * @param attribute its name
   * @param value a string, boolean, number, list or map, or null for none
   */
  public User with(String attribute, @Nullable Object value) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(attributes);
    changed.put(attribute, value);
    return new User(id, changed);
  }

  /**
   * {@return the attribute's value, or null; {@code id} is the user's id}
   *
   * @param attribute its name, not a path
   */
  public @Nullable Object attribute(String attribute) {
    return attribute.equals("id") ? id : attributes.get(attribute);
  }
}
