package dev.jackstaff.console;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The handler of a method on a path.
 *
 * @param method the method; GET also handles HEAD, and every other method makes a change
 * @param pattern the parts of the path, joined by slashes; {@code *} matches any one part
 * @param handler the handler
 */
record Route(String method, String pattern, Handler handler) {
  /** Responds to a request. */
  interface Handler {
    Response answer(Exchange exchange) throws IOException;
  }

  /** A route with the parts that its asterisks match. */
  record Match(Route route, List<String> parts) {}

  static Route get(String pattern, Handler handler) {
    return new Route("GET", pattern, handler);
  }

  static Route post(String pattern, Handler handler) {
    return new Route("POST", pattern, handler);
  }

  /** Returns true if the body contains all flags, and so may be as large as an export. */
  boolean takesFlagFile() {
    return changes() && (pattern.equals("file") || pattern.endsWith("import"));
  }

  /**
   * Returns true for the actions that stop something, which are done whatever their body contains.
   */
  boolean stops() {
    return changes() && (pattern.endsWith("/kill") || pattern.endsWith("/hold"));
  }

  boolean changes() {
    return !method.equals("GET");
  }

  static Match find(List<Route> routes, String method, String path) {
    List<String> allowed = new ArrayList<>();
    String wanted = method.equals("HEAD") ? "GET" : method;
    for (Route route : routes) {
      List<String> parts = route.match(path);
      if (parts != null && route.method.equals(wanted)) {
        return new Match(route, parts);
      }
      if (parts != null) {
        allowed.add(route.method);
      }
    }
    if (allowed.isEmpty()) {
      throw RequestFailure.Category.NOT_FOUND.because("there is no page at this address");
    }
    String methods = String.join(", ", allowed);
    throw RequestFailure.Category.METHOD.because("only " + methods + " is allowed here", methods);
  }

  private @Nullable List<String> match(String path) {
    String[] wanted = pattern.split("/", -1);
    String[] given = path.split("/", -1);
    if (wanted.length != given.length) {
      return null;
    }
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].equals("*") && !given[i].isEmpty()) {
        parts.add(given[i]);
      } else if (!wanted[i].equals(given[i])) {
        return null;
      }
    }
    return parts;
  }
}
