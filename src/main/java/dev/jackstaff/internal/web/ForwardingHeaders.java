package dev.jackstaff.internal.web;

import dev.jackstaff.internal.Network;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the headers in which proxies name their clients or reveal their presence. Stateless and
 * thread-safe.
 */
public final class ForwardingHeaders {
  private static final String FORWARDED_FOR = "X-Forwarded-For";
  private static final List<String> ADDRESSES =
      List.of(
          "Forwarded",
          FORWARDED_FOR,
          "X-Original-Forwarded-For",
          "X-Real-IP",
          "X-Client-IP",
          "X-Cluster-Client-IP",
          "True-Client-IP",
          "CF-Connecting-IP",
          "Fastly-Client-IP");
  private static final int MAX_HOPS = 20;
  private static final Set<String> NAMES = names();
  private static final String PREFIX = "X-Forwarded";

  /**
   * The attribute that Tomcat's RemoteIpValve and RemoteIpFilter set when they remove the header.
   */
  private static final String REWRITTEN = "org.apache.tomcat.request.forwarded";

  private ForwardingHeaders() {}

  private static Set<String> names() {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    names.addAll(ADDRESSES);
    names.add("Via");
    return names;
  }

  /**
   * {@return true if a header, a Tomcat valve, or HTTP/1.0, which proxies use by default, shows
   * that a proxy has forwarded a request}
   *
   * @param request the request
   */
  public static boolean areIn(HttpServletRequest request) {
    if (isRewritten(request) || "HTTP/1.0".equals(request.getProtocol())) {
      return true;
    }
    Enumeration<String> headers = request.getHeaderNames();
    while (headers != null && headers.hasMoreElements()) {
      String name = headers.nextElement();
      if (NAMES.contains(name) || name.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isRewritten(HttpServletRequest request) {
    return Boolean.TRUE.equals(request.getAttribute(REWRITTEN));
  }

  /**
   * {@return true if the address of a request may come from one of the headers}
   *
   * <p>A proxy never names itself in these headers. If a header names the address, the container
   * has taken it from there, or a client pretends so. The container may interpret text as an
   * address that this method does not, so such text counts as a match.
   *
   * @param request the request
   * @param address the address that the container returns, or null
   */
  public static boolean mention(HttpServletRequest request, byte @Nullable [] address) {
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

  /**
   * {@return the last address in the header {@code X-Forwarded-For} that is not a proxy's, which
   * the last proxy has appended; the first address if all are proxies'; null if there is none, or
   * one on the way cannot be read}
   *
   * @param request a request from a proxy
   * @param isProxy returns whether an address is a proxy's
   */
  public static byte @Nullable [] client(HttpServletRequest request, Predicate<byte[]> isProxy) {
    String value = whole(request.getHeaders(FORWARDED_FOR));
    byte[] address = null;
    int end = value.length();
    for (int hop = 0; hop < MAX_HOPS && end >= 0; hop++) {
      int comma = value.lastIndexOf(',', end - 1);
      address = Network.peer(withoutPort(value.substring(comma + 1, end).strip()));
      if (address == null || !isProxy.test(address)) {
        return address;
      }
      end = comma;
    }
    return address;
  }

  /** Returns all lines of a header as one. */
  private static String whole(@Nullable Enumeration<String> lines) {
    return lines == null ? "" : String.join(",", Collections.list(lines));
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

  /** Returns the address in {@code for="[::1]:80"}; empty for an element with another key. */
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

  /**
   * Returns true for an identifier without an address: by RFC 7239, 6.2 and 6.3, a proxy may not
   * know the address, or may hide it.
   */
  private static boolean isHidden(String text) {
    return text.startsWith("_") || text.equalsIgnoreCase("unknown");
  }
}
