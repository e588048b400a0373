package dev.jackstaff;

import jakarta.servlet.ServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks the flags of the request that the current thread serves.
 *
 * <pre>{@code
 * if (Flags.on("new_checkout")) …
 * String button = Flags.variant("checkout_button", "control");
 * int limit = Flags.value("search_limit", Integer.class, 20);
 * }</pre>
 *
 * <p>A check costs a thread-local read and a map read, and allocates nothing. It never throws:
 * outside a request every flag is off and every variant and value the default. Work that a request
 * hands to another thread keeps its flags if it is wrapped.
 */
public final class Flags {
  /** The request attribute that holds the request's {@link Evaluation}. */
  public static final String ATTRIBUTE = "dev.jackstaff.Evaluation";

  private static final ThreadLocal<@Nullable Evaluation> CURRENT = new ThreadLocal<>();
  private static final AtomicBoolean WARNED = new AtomicBoolean();
  private static final Logger LOG = System.getLogger(Flags.class.getName());

  private Flags() {}

  /**
   * {@return whether a flag is on for the current request}
   *
   * @param flag the flag's name
   */
  public static boolean on(String flag) {
    Evaluation evaluation = CURRENT.get();
    return evaluation == null ? outside(flag, false) : evaluation.isOn(flag);
  }

  /**
   * {@return the variant that a flag serves to the current request; see {@link Evaluation#variant}}
   *
   * @param flag the flag's name
   * @param defaultVariant the variant to return if there is none
   */
  public static String variant(String flag, String defaultVariant) {
    Evaluation evaluation = CURRENT.get();
    return evaluation == null
        ? outside(flag, defaultVariant)
        : evaluation.variant(flag, defaultVariant);
  }

  /**
   * {@return the value that a flag serves to the current request; see {@link Evaluation#value}}
   *
   * @param flag the flag's name
   * @param type the type to convert the value to
   * @param defaultValue the value to return if there is none
   * @param <T> the type of the value
   */
  public static <T> T value(String flag, Class<T> type, T defaultValue) {
    Evaluation evaluation = CURRENT.get();
    return evaluation == null
        ? outside(flag, defaultValue)
        : evaluation.value(flag, type, defaultValue);
  }

  /**
   * Counts an action of the current request's user that flags may have influenced. Outside a
   * request nothing is counted; there use {@link FeatureFlags#track}.
   *
   * @param event the name of the action, such as {@code purchase}
   */
  public static void track(String event) {
    track(event, OptionalDouble.empty());
  }

  /**
   * Counts an action of the current request's user with a value. Outside a request nothing is
   * counted; there use {@link FeatureFlags#track}.
   *
   * @param event the name of the action, such as {@code revenue}
   * @param value the value
   */
  public static void track(String event, double value) {
    track(event, OptionalDouble.of(value));
  }

  private static void track(String event, OptionalDouble value) {
    Evaluation evaluation = CURRENT.get();
    FeatureFlags engine = evaluation == null ? null : evaluation.engine();
    if (engine != null) {
      engine.track(evaluation.user(), event, value);
    }
  }

  /** {@return the evaluation of the current thread, or null outside a request} */
  public static @Nullable Evaluation current() {
    return CURRENT.get();
  }

  /**
   * {@return the evaluation of a request, or null if the request has not passed a filter; for
   * callbacks that run on threads of the container, such as listeners}
   *
   * <p>After the end of a request, only the request object that a servlet or filter behind the flag
   * filter received still has its evaluation. The container may have reused its own object for
   * another request by then, with another user.
   *
   * @param request the request
   */
  public static @Nullable Evaluation from(ServletRequest request) {
    // A class of another application, if that application has forwarded the request to this one.
    return request.getAttribute(ATTRIBUTE) instanceof Evaluation evaluation ? evaluation : null;
  }

  /**
   * Binds an evaluation to the current thread until the scope is closed; for jobs and for filters
   * of other frameworks. Scopes nest.
   *
   * <pre>{@code
   * try (var scope = Flags.bind(features.evaluate(User.of("user:123")))) { … }
   * }</pre>
   *
   * @param evaluation the evaluation, or null for none
   * @return a scope that restores the evaluation bound before; to be closed on the same thread
   */
  public static Scope bind(@Nullable Evaluation evaluation) {
    Evaluation before = CURRENT.get();
    set(evaluation);
    return () -> set(before);
  }

  /**
   * {@return a task that uses the current evaluation, whichever thread runs it}
   *
   * @param task the task
   */
  public static Runnable wrap(Runnable task) {
    Evaluation evaluation = CURRENT.get();
    return () -> {
      Scope scope = bind(evaluation);
      try {
        task.run();
      } finally {
        scope.close();
      }
    };
  }

  /**
   * {@return a task that uses the current evaluation, whichever thread runs it}
   *
   * @param task the task
   * @param <T> the type of its result
   */
  public static <T> Callable<T> wrap(Callable<T> task) {
    Evaluation evaluation = CURRENT.get();
    return () -> {
      Scope scope = bind(evaluation);
      try {
        return task.call();
      } finally {
        scope.close();
      }
    };
  }

  /**
   * {@return a supplier that uses the current evaluation, whichever thread runs it}
   *
   * @param supplier the supplier
   * @param <T> the type of its result
   */
  public static <T> Supplier<T> wrapSupplier(Supplier<T> supplier) {
    Evaluation evaluation = CURRENT.get();
    return () -> {
      Scope scope = bind(evaluation);
      try {
        return supplier.get();
      } finally {
        scope.close();
      }
    };
  }

  /**
   * {@return an executor whose tasks use the evaluation of the thread that submits them}
   *
   * @param executor runs the tasks
   */
  public static Executor wrap(Executor executor) {
    return task -> executor.execute(wrap(task));
  }

  /**
   * {@return an executor whose tasks use the evaluation of the thread that submits them}
   *
   * @param executor runs the tasks
   */
  public static ExecutorService wrap(ExecutorService executor) {
    return new FlagsExecutorService(executor);
  }

  private static void set(@Nullable Evaluation evaluation) {
    if (evaluation == null) {
      // Removed, so that no object of the library stays in the thread's map.
      CURRENT.remove();
    } else {
      CURRENT.set(evaluation);
    }
  }

  private static <T> T outside(String flag, T answer) {
    if (!WARNED.get() && WARNED.compareAndSet(false, true)) {
      LOG.log(
          Level.INFO,
          "flag {0} was checked on a thread without an evaluation and gets its default; on another"
              + " thread, wrap the task with Flags.wrap or bind an evaluation with Flags.bind; in a"
              + " request, an error page or an asynchronous dispatch, map the FlagFilter to its path"
              + " and to the dispatchers REQUEST, ERROR and ASYNC{1} (logged once)",
          flag,
          Callers.shown());
    }
    return answer;
  }
}
