package dev.jackstaff.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The user that flags are decided for. Immutable: attributes are copied, and a number that could
 * change, such as an {@code AtomicInteger}, is taken with the value that it has.
 *
 * @param id the id, as the flags' lists and buckets know it, or null if it is not known
 * @param attributes what rules may look at, as JSON values; conditions find the id as the attribute
 *     {@code id}
 */
public record User(@Nullable String id, Map<String, @Nullable Object> attributes) {
  private static final User ANONYMOUS = new User(null, Map.<String, @Nullable Object>of());

  /**
   * Copies the attributes.
   *
   * @param id as above
   * @param attributes as above
   * @throws IllegalArgumentException if a value, at any depth, is no string, boolean, number, list,
   *     map or null, a number is not finite in a class that this library does not know, a name is
   *     no string, or values are nested more than 100 deep
   */
  public User {
    attributes =
        attributes.isEmpty() ? Map.<String, @Nullable Object>of() : JsonValues.copy(attributes);
  }

  /**
   * {@return a user without attributes}
   *
   * @param id the id, or null if it is not known
   */
  public static User of(@Nullable String id) {
    return id == null ? ANONYMOUS : new User(id, Map.<String, @Nullable Object>of());
  }

  /** {@return the user of whom nothing is known} */
  public static User anonymous() {
    return ANONYMOUS;
  }

  /**
   * {@return this user with one attribute more, or changed}
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
