package dev.jackstaff.container;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequest;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;

/** The library as one application sees it, by reflection, whichever class loader has it. */
record Library(ClassLoader loader) {
  /** Registers a filter with init-params, given as names and values. */
  void register(ServletContext context, String... params) {
    Object filter = call(() -> type("servlet.FlagFilter").getConstructor().newInstance());
    FilterRegistration.Dynamic registration = context.addFilter("flags", (Filter) filter);
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    for (int i = 0; i < params.length; i += 2) {
      registration.setInitParameter(params[i], params[i + 1]);
    }
  }

  boolean on(String flag) {
    return (boolean) call(() -> type("Flags").getMethod("on", String.class).invoke(null, flag));
  }

  /** The active flags that a request says, or nothing if it has none of this library. */
  String active(ServletRequest request) {
    Object evaluation =
        call(() -> type("Flags").getMethod("from", ServletRequest.class).invoke(null, request));
    return evaluation == null ? "nothing" : of(evaluation, "active").toString();
  }

  /** The active flags of what stands in the attribute that pages read. */
  String attribute(ServletRequest request) {
    Object evaluation = request.getAttribute("dev.jackstaff.Evaluation");
    return evaluation == null ? "nothing" : of(evaluation, "active").toString();
  }

  /** The current user's id. */
  String user() {
    Object evaluation = call(() -> type("Flags").getMethod("current").invoke(null));
    return evaluation == null ? "nobody" : String.valueOf(of(of(evaluation, "user"), "id"));
  }

  /** Thread, request and attribute say the same; so many applications see. */
  String sees(ServletRequest request, String... flags) {
    List<String> on = Arrays.stream(flags).filter(this::on).toList();
    return on + " " + active(request) + " " + attribute(request);
  }

  private static Object of(Object target, String method) {
    return call(() -> target.getClass().getMethod(method).invoke(target));
  }

  private Class<?> type(String name) throws ClassNotFoundException {
    return loader.loadClass("dev.jackstaff." + name);
  }

  private interface Reflective {
    Object call() throws ReflectiveOperationException;
  }

  private static Object call(Reflective reflective) {
    try {
      return reflective.call();
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
