package dev.jackstaff.servlet;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.internal.Thrown;
import dev.jackstaff.model.User;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the user of a request.
 *
 * @param resolver finds the user
 * @param attributes what else rules may look at, by name
 */
record Users(UserResolver resolver, Map<String, RequestValue> attributes) {
  Users {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** Never fails: who cannot be found out is anonymous, what cannot be read was not said. */
  User resolve(HttpServletRequest request, HttpServletResponse response, FeatureFlags features) {
    User known;
    try {
      known = resolver.resolve(request, response);
    } catch (RuntimeException | Error e) {
      features.report("user resolver " + resolver.getClass().getName(), Thrown.survived(e));
      known = null;
    }
    return withAttributes(known == null ? User.anonymous() : known, request, features);
  }

  private User withAttributes(User known, HttpServletRequest request, FeatureFlags features) {
    if (attributes.isEmpty()) {
      return known;
    }
    Map<String, @Nullable Object> all = new LinkedHashMap<>(known.attributes());
    attributes.forEach(
        (name, value) -> {
          try {
            put(all, name, value.of(request));
          } catch (RuntimeException | Error e) {
            features.report("attribute " + name, Thrown.survived(e));
          }
        });
    return new User(known.id(), all);
  }

  private static void put(Map<String, @Nullable Object> all, String name, @Nullable Object said) {
    if (said != null) {
      all.put(name, said instanceof String ? said : copied(said));
    }
  }

  /** Fails here, where it costs one attribute, if it is no JSON value. */
  private static @Nullable Object copied(Object said) {
    return User.anonymous().with("said", said).attribute("said");
  }

  /** Whether visitors can choose something of it. */
  boolean isVisitorsWord() {
    return resolver.isVisitorsWord()
        || attributes.values().stream().anyMatch(RequestValue::isVisitorsWord);
  }
}
