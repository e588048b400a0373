package dev.jackstaff.alone;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.servlet.FlagFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * An application that has nothing but what the library requires, and no container: it prints what a
 * request was answered. Uses nothing of the tests.
 */
public final class Shop {
  private static final Map<String, Object> ATTRIBUTES = new HashMap<>();
  private static final Map<String, String> HEADERS = new LinkedHashMap<>();

  private Shop() {}

  /**
   * Runs it.
   *
   * @param args the file of flags, and one with names of classes: one with a minus before it must
   *     not be there, any other must be able to begin
   */
  public static void main(String[] args) throws Exception {
    for (String name : Files.readAllLines(Path.of(args[1]))) {
      if (name.startsWith("-")) {
        refuse(name.substring(1));
      } else {
        Class.forName(name);
      }
    }
    Map<String, String> params =
        Map.of("flags", "file:" + args[0], "user", "header:X-User-Id, anonymous");
    FlagFilter filter = new FlagFilter();
    filter.init(config(params));
    FeatureFlags features = (FeatureFlags) ATTRIBUTES.get(FeatureFlags.ATTRIBUTE);
    serve(filter);
    System.out.println("listed outside: " + features.isEnabled("listed", "anna"));
    System.out.println("faults: " + features.status().faults());
    filter.destroy();
  }

  private static void refuse(String name) {
    try {
      Class.forName(name);
    } catch (ClassNotFoundException expected) {
      return;
    }
    throw new IllegalStateException(name + " is on the class path");
  }

  private static void serve(FlagFilter filter) throws Exception {
    FilterChain chain =
        (request, response) -> {
          System.out.println("listed: " + Flags.on("listed"));
          System.out.println("limit: " + Flags.value("limit", Integer.class, 1));
        };
    filter.doFilter(request(), response(), chain);
    System.out.println("headers: " + HEADERS);
    System.out.println("listed afterwards: " + Flags.on("listed"));
  }

  private static FilterConfig config(Map<String, String> params) {
    ServletContext context =
        stub(
            ServletContext.class,
            (method, args) -> {
              switch (method) {
                case "setAttribute" -> ATTRIBUTES.put((String) args[0], args[1]);
                case "getAttribute" -> {
                  return ATTRIBUTES.get((String) args[0]);
                }
                case "getContextPath" -> {
                  return "/shop";
                }
                default -> {
                  return null;
                }
              }
              return null;
            });
    return stub(
        FilterConfig.class,
        (method, args) ->
            switch (method) {
              case "getInitParameterNames" -> Collections.enumeration(params.keySet());
              case "getInitParameter" -> params.get((String) args[0]);
              case "getServletContext" -> context;
              default -> "flags";
            });
  }

  private static HttpServletRequest request() {
    Map<String, Object> attributes = new HashMap<>();
    return stub(
        HttpServletRequest.class,
        (method, args) ->
            switch (method) {
              case "getAttribute" -> attributes.get((String) args[0]);
              case "setAttribute" -> attributes.put((String) args[0], args[1]);
              case "getHeader" -> args[0].equals("X-User-Id") ? "anna" : null;
              case "getDispatcherType" -> DispatcherType.REQUEST;
              case "getRemoteAddr" -> "127.0.0.1";
              default -> null;
            });
  }

  private static HttpServletResponse response() {
    return stub(
        HttpServletResponse.class,
        (method, args) ->
            switch (method) {
              case "setHeader" -> HEADERS.put((String) args[0], (String) args[1]);
              case "containsHeader" -> HEADERS.containsKey((String) args[0]);
              case "isCommitted" -> false;
              case "getStatus" -> 200;
              default -> null;
            });
  }

  private static <T> T stub(Class<T> type, BiFunction<String, Object[], Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, args) -> {
              Object answer = answers.apply(method.getName(), args);
              return answer == null && method.getReturnType() == boolean.class ? false : answer;
            }));
  }
}
