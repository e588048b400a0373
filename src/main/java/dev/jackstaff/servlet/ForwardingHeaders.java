package dev.jackstaff.servlet;

import dev.jackstaff.internal.Network;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The headers in which proxies say for whom they ask. */
final class ForwardingHeaders {
  private static final List<String> ADDRESSES =
      List.of(
          "Forwarded",
          "X-Forwarded-For",
          "X-Real-IP",
          "X-Client-IP",
          "X-Cluster-Client-IP",
          "True-Client-IP",
          "CF-Connecting-IP",
          "Fastly-Client-IP");
  private static final List<String> OTHERS =
      List.of(
          "Via",
          "X-Forwarded-Host",
          "X-Forwarded-Proto",
          "X-Forwarded-Port",
          "X-Forwarded-Server",
          "X-Forwarded-By",
          "X-Forwarded-Prefix");

  /** Set by Tomcat's RemoteIpValve and RemoteIpFilter, which take the header away. */
  private static final String REWRITTEN = "org.apache.tomcat.request.forwarded";

  private ForwardingHeaders() {}

  /** Whether a proxy has had the request, as far as one says so. */
  static boolean areIn(HttpServletRequest request) {
    return isRewritten(request) || hasAny(request, ADDRESSES) || hasAny(request, OTHERS);
  }

  private static boolean hasAny(HttpServletRequest request, List<String> names) {
    return names.stream().anyMatch(name -> request.getHeader(name) != null);
  }

  private static boolean isRewritten(HttpServletRequest request) {
    return Boolean.TRUE.equals(request.getAttribute(REWRITTEN));
  }

  /**
   * Whether the address of a request may be what one of the headers says. A proxy never names
   * itself there, so where the address is named the container has taken it from the header, or
   * somebody means it to look so. What is no address may be one to the container.
   */
  static boolean mention(HttpServletRequest request, byte @Nullable [] address) {
    if (isRewritten(request)) {
      return true;
    }
    for (String name : ADDRESSES) {
      Enumeration<String> values = request.getHeaders(name);
      while (values != null && values.hasMoreElements()) {
        if (mentions(values.nextElement(), address)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean mentions(String value, byte @Nullable [] address) {
    for (String element : value.split("[,;]", 200)) {
      String text = node(element.strip());
      if (!text.isEmpty() && !isHidden(text)) {
        byte[] named = Network.peer(text);
        if (named == null || Arrays.equals(named, address)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The address in {@code for="[::1]:80"}; empty for what says something else. */
  private static String node(String element) {
    String text = element;
    int equals = element.indexOf('=');
    if (equals >= 0) {
      String key = element.substring(0, equals).strip().toLowerCase(Locale.ROOT);
      if (!key.equals("for")) {
        return "";
      }
      text = element.substring(equals + 1).strip();
    }
    return withoutPort(text.replace("\"", "").strip());
  }

  private static String withoutPort(String text) {
    int bracket = text.lastIndexOf(']');
    if (bracket >= 0) {
      return text.substring(0, bracket + 1);
    }
    int colon = text.indexOf(':');
    return colon >= 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
  }

  /** RFC 7239, 6.2 and 6.3: a proxy may say that it does not know, or will not say. */
  private static boolean isHidden(String text) {
    return text.startsWith("_") || text.equalsIgnoreCase("unknown");
  }
}
