package dev.jackstaff.servlet;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;

/**
 * Serves one request with nothing but what is required on the class path, and prints what it saw.
 */
final class BareApplication {
  private BareApplication() {}

  public static void main(String[] args) throws Exception {
    try (FeatureFlags features = FeatureFlags.of(FlagSet.of(Flag.on("new_search")))) {
      FilterChain chain = (request, response) -> System.out.println(Flags.on("new_search"));
      FlagFilter.builder(features)
          .bean("flags")
          .build()
          .doFilter(any(HttpServletRequest.class), any(HttpServletResponse.class), chain);
      try {
        FlagFilter.builder(features).mdc("flags");
      } catch (IllegalArgumentException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private static <T> T any(Class<T> type) {
    Object none =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                method.getReturnType().equals(boolean.class) ? false : null);
    return type.cast(none);
  }
}
