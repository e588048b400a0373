package dev.jackstaff.servlet;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.internal.Thrown;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.User;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a filter was told.
 *
 * @param engine the engine, for others to find
 * @param closes whether the engine ends with the filter
 * @param features the flags that the filter decides
 * @param user who the user is
 * @param attributes what else is known of the user, by name
 * @param header the response's header
 * @param overrides which testers' overrides are honoured
 * @param visibility where else the flags can be seen
 */
record Settings(
    FeatureFlags engine,
    boolean closes,
    FeatureFlags features,
    UserResolver user,
    Map<String, RequestValue> attributes,
    FlagHeader header,
    OverrideSettings overrides,
    Visibility visibility) {

  static Settings of(
      FeatureFlags engine,
      boolean closes,
      List<String> only,
      UserResolver user,
      Map<String, RequestValue> attributes,
      FlagHeader header,
      OverrideSettings overrides,
      Visibility visibility) {
    FeatureFlags features = only.isEmpty() ? engine : engine.only(only);
    return new Settings(
        engine,
        closes,
        features,
        user,
        new LinkedHashMap<>(attributes),
        header,
        overrides,
        visibility);
  }

  /** Never fails: who cannot be found out is anonymous, what cannot be read was not said. */
  User resolve(HttpServletRequest request, HttpServletResponse response) {
    User known;
    try {
      known = user.resolve(request, response);
    } catch (RuntimeException | Error e) {
      features.report("user resolver " + user.getClass().getName(), Thrown.survived(e));
      known = null;
    }
    return withAttributes(known == null ? User.anonymous() : known, request);
  }

  /** What a tester may see; what goes wrong here is not said. */
  Map<String, FlagOverride> overrides(HttpServletRequest request, User known) {
    try {
      return overrides.of(request, known, features);
    } catch (RuntimeException | Error e) {
      features.report("overrides", Thrown.survived(e));
      return Map.of();
    }
  }

  private User withAttributes(User known, HttpServletRequest request) {
    if (attributes.isEmpty()) {
      return known;
    }
    Map<String, @Nullable Object> all = new LinkedHashMap<>(known.attributes());
    attributes.forEach((name, value) -> put(all, name, value, request));
    return new User(known.id(), all);
  }

  void close() {
    if (closes) {
      engine.close();
    } else if (!features.equals(engine)) {
      features.close();
    }
  }

  /** Fails here, where it costs one attribute, if it is no JSON value. */
  private static @Nullable Object copied(Object said) {
    return User.anonymous().with("said", said).attribute("said");
  }

  private void put(
      Map<String, @Nullable Object> all,
      String name,
      RequestValue value,
      HttpServletRequest request) {
    try {
      Object said = value.of(request);
      if (said != null) {
        all.put(name, said instanceof String ? said : copied(said));
      }
    } catch (RuntimeException | Error e) {
      features.report("attribute " + name, Thrown.survived(e));
    }
  }
}
