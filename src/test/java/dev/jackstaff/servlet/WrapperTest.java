package dev.jackstaff.servlet;

import static org.junit.jupiter.api.Assertions.assertNull;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.ActiveFlags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The filter's wrappers against the interfaces that they implement. */
class WrapperTest {
  private static final Evaluation EVALUATION =
      Evaluation.of(User.of("u1"), Instant.EPOCH, List.of());

  private static final ActiveFlags NAMES = new ActiveFlags("a", 0, 9);

  /** Returns null, 0 or false from every method. */
  private static <T> T silent(Class<T> type) {
    InvocationHandler handler = (proxy, method, args) -> zero(method.getReturnType());
    ClassLoader loader = WrapperTest.class.getClassLoader();
    return type.cast(Proxy.newProxyInstance(loader, new Class<?>[] {type}, handler));
  }

  private static Object zero(Class<?> type) {
    return type.isPrimitive() && type != void.class
        ? Array.get(Array.newInstance(type, 1), 0)
        : null;
  }

  private static Stream<Arguments> methods() {
    HttpServletRequest request = silent(HttpServletRequest.class);
    HttpServletResponse response = silent(HttpServletResponse.class);
    try (FeatureFlags features = FeatureFlags.of(FlagSet.of(Flag.on("a")))) {
      RequestEnd end = new RequestEnd(features, EVALUATION, response);
      DecidedRequest decided = new DecidedRequest(EVALUATION, NAMES, end);
      FlagRequest origin = new FlagRequest(request, decided, LogContext.NONE, new AsyncWatch());
      return Stream.of(
              of(HttpServletRequest.class, origin),
              of(
                  HttpServletResponse.class,
                  new FlagResponse(response, new FlagHeader("X-F", 9), NAMES)),
              of(AsyncContext.class, new FlagAsyncContext(silent(AsyncContext.class), origin)))
          .flatMap(all -> all);
    }
  }

  private static Stream<Arguments> of(Class<?> type, Object wrapper) {
    return Arrays.stream(type.getMethods())
        .map(method -> Arguments.of(type.getSimpleName(), method, wrapper));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("methods")
  void wrapper_whereTheWrappedAnswersNull_answersNull(String type, Method method, Object wrapper)
      throws IllegalAccessException {
    Object[] nothing = Arrays.stream(method.getParameterTypes()).map(WrapperTest::zero).toArray();
    try {
      Object answer = method.invoke(wrapper, nothing);
      if (!method.getReturnType().isPrimitive()) {
        assertNull(answer, type);
      }
    } catch (InvocationTargetException e) {
      throw new AssertionError(method + " threw", e.getCause());
    }
  }
}
