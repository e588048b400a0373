package dev.jackstaff.servlet;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.internal.Fatal;
import dev.jackstaff.model.User;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Determines the user of a request.
 *
 * @param resolver determines the user
 * @param attributes the additional attributes for rules, by name
 */
record Users(UserResolver resolver, Map<String, RequestValue> attributes) {
  Users {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** Creates the users with a configured visitors' cookie. */
  static Users of(
      UserResolver resolver, Map<String, RequestValue> attributes, VisitorCookie cookie) {
    if (cookie.isPlain()) {
      return new Users(resolver, attributes);
    }
    if (resolver instanceof VisitorResolver visitor && visitor.hasVisitors()) {
      return new Users(visitor.with(cookie), attributes);
    }
    throw new IllegalArgumentException(
        "visitorSecret, secureCookies and cookiePath have no effect without the resolver"
            + " 'anonymous', whose cookie they configure");
  }

  /**
   * Determines the user. Never fails: a user who cannot be determined is anonymous, and a value
   * that cannot be read is missing.
   */
  User resolve(
      HttpServletRequest request,
      HttpServletResponse response,
      FeatureFlags features,
      boolean introduces) {
    User known;
    try {
      known =
          resolver instanceof VisitorResolver visitor
              ? visitor.resolve(request, response, introduces)
              : resolver.resolve(request, response);
    } catch (RuntimeException | Error e) {
      features
          .integration()
          .report("user resolver " + resolver.getClass().getName(), Fatal.rethrowIfFatal(e));
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
            features.integration().report("attribute " + name, Fatal.rethrowIfFatal(e));
          }
        });
    return new User(known.id(), all);
  }

  private static void put(Map<String, @Nullable Object> all, String name, @Nullable Object said) {
    if (said != null) {
      all.put(name, said instanceof String ? said : copied(said));
    }
  }

  /** Copies a value; throws here if it is not a JSON value, so that only this attribute is lost. */
  private static @Nullable Object copied(Object said) {
    return User.anonymous().with("said", said).attribute("said");
  }

  /** Returns the names of the headers that are accepted although the proxies are not configured. */
  List<String> headersOfUnnamedPeers() {
    Stream<UserResolver> resolvers =
        resolver instanceof FirstKnownUser first ? first.resolvers() : Stream.of(resolver);
    Stream<RequestValue> ids =
        resolvers
            .filter(ValueUser.class::isInstance)
            .map(ValueUser.class::cast)
            .map(ValueUser::value);
    return Stream.concat(ids, attributes.values().stream())
        .filter(value -> value instanceof NamedValue named && named.isOfUnnamedPeers())
        .map(RequestValue::toString)
        .distinct()
        .toList();
  }

  /** Returns whether visitors have ids that nobody signs. */
  boolean hasUnsignedVisitors() {
    return resolver instanceof VisitorResolver visitor && visitor.hasUnsignedVisitors();
  }

  /** Returns whether the client controls the id or any attribute. */
  boolean isClientControlled() {
    return resolver.isClientControlled()
        || attributes.values().stream().anyMatch(RequestValue::isClientControlled);
  }
}
