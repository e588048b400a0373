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
 * Asks the flags of the request that the current thread serves.
 *
 * <pre>{@code
 * if (Flags.on("new_checkout")) …
 * String button = Flags.variant("checkout_button", "control");
 * int limit = Flags.value("search_limit", Integer.class, 20);
 * }</pre>
 *
 * <p>A check costs a thread-local read and a map read, and allocates nothing. It never throws:
 * outside a request every flag is off and every variant and value the default. Work that a request
 * hands to another thread takes its flags along if it is wrapped.
 */
public final class Flags {
  /** The request attribute that holds the request's {@link Evaluation}. */
  public static final String ATTRIBUTE = "dev.jackstaff.Evaluation";

  private static final ThreadLocal<@Nullable Evaluation> CURRENT = new ThreadLocal<>();
  private static final AtomicBoolean SAID = new AtomicBoolean();
  private static final Logger LOG = System.getLogger(Flags.class.getName());

  private Flags() {}

  /**
   * {@return whether a flag is on for the current request}
   *
   * @param flag its name
   */
  public static boolean on(String flag) {
    Evaluation evaluation = CURRENT.get();
    return evaluation == null ? outside(flag, false) : evaluation.isOn(flag);
  }

  /**
   * {@return the variant that a flag serves to the current request; see {@link Evaluation#variant}}
   *
   * @param flag its name
   * @param defaultVariant the answer where there is none
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
   * @param flag its name
   * @param type what the value should be
   * @param defaultValue the answer where there is none
   * @param <T> what the value should be
   */
  public static <T> T value(String flag, Class<T> type, T defaultValue) {
    Evaluation evaluation = CURRENT.get();
    return evaluation == null
        ? outside(flag, defaultValue)
        : evaluation.value(flag, type, defaultValue);
  }

  /**
   * Counts something that the current request's user did and that flags may have moved. Outside a
   * request nothing is counted; there use {@link FeatureFlags#track}.
   *
   * @param event what, {@code purchase}
   */
  public static void track(String event) {
    track(event, OptionalDouble.empty());
  }

  /**
   * Counts something that the current request's user did, and how much. Outside a request nothing
   * is counted; there use {@link FeatureFlags#track}.
   *
   * @param event what, {@code revenue}
   * @param value how much
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

  /** {@return the evaluation that the current thread answers from, or null outside a request} */
  public static @Nullable Evaluation current() {
    return CURRENT.get();
  }

  /**
   * {@return the evaluation of a request, or null if no filter has seen it; for callbacks that run
   * on threads of the container, such as listeners}
   *
   * <p>After the end of a request only the request that a servlet or filter behind the flag filter
   * was given still answers. The object of the container may be another request by then, with
   * another user.
   *
   * @param request the request
   */
  public static @Nullable Evaluation from(ServletRequest request) {
    // Another application's class, if it has forwarded the request to this one.
    return request.getAttribute(ATTRIBUTE) instanceof Evaluation evaluation ? evaluation : null;
  }

  /**
   * Lets the current thread answer from an evaluation until the scope is closed; for jobs and for
   * filters of other frameworks. Scopes nest.
   *
   * <pre>{@code
   * try (var scope = Flags.bind(features.evaluate(User.of("user:123")))) { … }
   * }</pre>
   *
   * @param evaluation the evaluation, or null for none
   * @return brings back what was before; to be closed on the same thread
   */
  public static Scope bind(@Nullable Evaluation evaluation) {
    Evaluation before = CURRENT.get();
    set(evaluation);
    return () -> set(before);
  }

  /**
   * {@return a task that answers from the current evaluation, wherever it runs}
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
   * {@return a task that answers from the current evaluation, wherever it runs}
   *
   * @param task the task
   * @param <T> its result
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
   * {@return a supplier that answers from the current evaluation, wherever it runs}
   *
   * @param supplier the supplier
   * @param <T> its result
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
   * {@return an executor whose tasks answer from the evaluation of the thread that submits them}
   *
   * @param executor runs the tasks
   */
  public static Executor wrap(Executor executor) {
    return task -> executor.execute(wrap(task));
  }

  /**
   * {@return an executor whose tasks answer from the evaluation of the thread that submits them}
   *
   * @param executor runs the tasks
   */
  public static ExecutorService wrap(ExecutorService executor) {
    return new FlagsExecutorService(executor);
  }

  private static void set(@Nullable Evaluation evaluation) {
    if (evaluation == null) {
      // So that nothing of ours stays in the thread's map.
      CURRENT.remove();
    } else {
      CURRENT.set(evaluation);
    }
  }

  private static <T> T outside(String flag, T answer) {
    if (!SAID.get() && SAID.compareAndSet(false, true)) {
      LOG.log(
          Level.INFO,
          "flag {0} was asked for where no request has decided it and gets its default; on another"
              + " thread, wrap the task with Flags.wrap or bind an evaluation with Flags.bind; in a"
              + " request, an error page or an asynchronous dispatch, map the FlagFilter to its path"
              + " and to the dispatchers REQUEST, ERROR and ASYNC{1} (logged once)",
          flag,
          Callers.shown());
    }
    return answer;
  }
}
