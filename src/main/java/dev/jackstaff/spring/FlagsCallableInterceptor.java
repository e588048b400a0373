package dev.jackstaff.spring;

import dev.jackstaff.Evaluation;
import dev.jackstaff.Flags;
import dev.jackstaff.Scope;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;

/**
 * Binds the flags of a request while a {@code Callable}, {@code WebAsyncTask} or {@code
 * StreamingResponseBody} that a Spring MVC controller has returned runs, on any executor.
 *
 * <p>Spring Boot registers it automatically. Without Spring Boot:
 *
 * <pre>{@code
 * @Override
 * public void configureAsyncSupport(AsyncSupportConfigurer configurer) {
 *   configurer.registerCallableInterceptors(new FlagsCallableInterceptor());
 * }
 * }</pre>
 *
 * <p>One instance serves all requests. Thread-safe.
 */
public final class FlagsCallableInterceptor implements CallableProcessingInterceptor {
  /** The decisions by Spring's request object, which unlike the container's is never reused. */
  private final Map<NativeWebRequest, Evaluation> waiting =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** The open scopes by thread, since Spring may use another request object when the task ends. */
  private final Map<Thread, Scope> running = new ConcurrentHashMap<>();

  /** Creates an interceptor. */
  public FlagsCallableInterceptor() {}

  @Override
  public <T> void beforeConcurrentHandling(NativeWebRequest request, Callable<T> task) {
    Evaluation evaluation = Flags.current();
    if (evaluation != null) {
      waiting.put(request, evaluation);
    }
  }

  @Override
  public <T> void preProcess(NativeWebRequest request, Callable<T> task) {
    Evaluation evaluation = waiting.remove(request);
    if (evaluation != null) {
      running.put(Thread.currentThread(), Flags.bind(evaluation));
    }
  }

  @Override
  public <T> void postProcess(
      NativeWebRequest request, Callable<T> task, @Nullable Object concurrentResult) {
    Scope scope = running.remove(Thread.currentThread());
    if (scope != null) {
      scope.close();
    }
  }
}
