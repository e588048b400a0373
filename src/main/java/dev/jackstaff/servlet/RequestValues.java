package dev.jackstaff.servlet;

import dev.jackstaff.internal.Params;
import dev.jackstaff.internal.Spelling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads the notation in which init-params name values of a request. */
final class RequestValues {
  private static final List<String> USERS =
      List.of("principal", "session:", "header:", "cookie:", "query:", "anonymous");
  private static final List<String> ATTRIBUTES =
      List.of(
          "header:",
          "cookie:",
          "session:",
          "query:",
          "locale",
          "host",
          "path",
          "method",
          "remoteAddr");

  private final TrustedProxies proxies;

  RequestValues(TrustedProxies proxies) {
    this.proxies = proxies;
  }

  /** Reads a chain of resolvers such as {@code principal, header:X-User-Id, anonymous}. */
  UserResolver user(String text) {
    List<UserResolver> resolvers = each(Params.list(text), this::resolver, USERS);
    if (resolvers.isEmpty()) {
      throw new IllegalArgumentException("names no resolver" + known(USERS));
    }
    return resolvers.size() == 1 ? resolvers.get(0) : new FirstKnownUser(resolvers);
  }

  /** Reads all items; reports every invalid one, and once what is valid. */
  private static <T> List<T> each(
      List<String> items, Function<String, T> reader, List<String> known) {
    try {
      return Params.each(items, reader);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + known(known), e);
    }
  }

  private UserResolver resolver(String item) {
    if (item.equals("principal")) {
      return UserResolver.principal();
    }
    if (item.equals("anonymous")) {
      return UserResolver.anonymous();
    }
    return UserResolver.id(named(item, USERS));
  }

  /** Reads attributes such as {@code country=header:CF-IPCountry, lang=locale}. */
  Map<String, RequestValue> attributes(String text) {
    Map<String, RequestValue> attributes = new LinkedHashMap<>();
    each(Params.list(text), item -> put(item, attributes), ATTRIBUTES);
    return attributes;
  }

  private RequestValue put(String item, Map<String, RequestValue> attributes) {
    int equals = item.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException(
          "'" + item + "' should be name=source, such as country=header:CF-IPCountry");
    }
    RequestValue source = source(item.substring(equals + 1).strip());
    attributes.put(attributeName(item.substring(0, equals).strip()), source);
    return source;
  }

  /**
   * Checks an attribute's name. Rules interpret a dot as access to a member of an object, so no
   * rule could refer to such an attribute.
   */
  static String attributeName(String name) {
    if (name.isEmpty() || name.indexOf('.') >= 0) {
      throw new IllegalArgumentException(
          "the attribute's name '"
              + Spelling.shown(name)
              + "' "
              + (name.isEmpty()
                  ? "is empty"
                  : "has a dot, which rules use for nested attributes; use another character, as"
                      + " in '"
                      + Spelling.shown(name.replace('.', '_'))
                      + "'"));
    }
    return name;
  }

  /** Reads the value of one attribute, such as {@code header:CF-IPCountry}. */
  RequestValue attribute(String source) {
    return each(List.of(source), this::source, ATTRIBUTES).get(0);
  }

  private RequestValue source(String source) {
    return switch (source) {
      case "locale" -> RequestValue.locale();
      case "host" -> RequestValue.host();
      case "path" -> RequestValue.path();
      case "method" -> RequestValue.method();
      case "remoteAddr" -> RequestValue.remoteAddr();
      default -> named(source, ATTRIBUTES);
    };
  }

  private RequestValue named(String item, List<String> known) {
    int colon = item.indexOf(':');
    String kind = item.substring(0, colon + 1);
    String name = item.substring(colon + 1).strip();
    if (known.contains(kind) && name.isEmpty()) {
      throw new IllegalArgumentException("'" + item + "' lacks a name after the colon");
    }
    return switch (kind) {
      case "header:" -> RequestValue.header(name, proxies);
      case "cookie:" -> RequestValue.cookie(name);
      case "query:" -> RequestValue.query(name);
      case "session:" -> RequestValue.session(name);
      default -> throw unknown(item, known);
    };
  }

  private static IllegalArgumentException unknown(String item, List<String> known) {
    return new IllegalArgumentException(
        "unknown '" + item + "'" + Spelling.suggestion(item, known));
  }

  private static String known(List<String> known) {
    return "; known are "
        + String.join(", ", known.stream().map(k -> k.endsWith(":") ? k + "NAME" : k).toList());
  }
}
