package dev.jackstaff.servlet;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.internal.Thrown;
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
 * Finds the user of a request.
 *
 * @param resolver finds the user
 * @param attributes what else rules may look at, by name
 */
record Users(UserResolver resolver, Map<String, RequestValue> attributes) {
  Users {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** With a visitors' cookie that was set up. */
  static Users of(
      UserResolver resolver, Map<String, RequestValue> attributes, VisitorCookie cookie) {
    if (cookie.isPlain()) {
      return new Users(resolver, attributes);
    }
    if (resolver instanceof VisitorResolver visitor && visitor.hasVisitors()) {
      return new Users(visitor.with(cookie), attributes);
    }
    throw new IllegalArgumentException(
        "visitorSecret, secureCookies and cookiePath are for the cookie of the resolver anonymous, and there is"
            + " none");
  }

  /** Never fails: who cannot be found out is anonymous, what cannot be read was not said. */
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

  /** The names of the headers that count although nobody has named the proxies. */
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

  /** Whether visitors can choose something of it. */
  boolean isVisitorsWord() {
    return resolver.isVisitorsWord()
        || attributes.values().stream().anyMatch(RequestValue::isVisitorsWord);
  }
}
