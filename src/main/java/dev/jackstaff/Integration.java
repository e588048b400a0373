package dev.jackstaff;

import dev.jackstaff.model.Decision;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.User;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a {@link FeatureFlags} instance for code that integrates it: filters, guards,
 * consoles and bridges. An application that only asks for flags does not need them. Returned by
 * {@link FeatureFlags#integration()}; a view's decides the view's flags, and shares everything else
 * with the whole instance. Thread-safe; no method waits for a store.
 */
public final class Integration {
  private final FeatureFlags features;
  private final Engine engine;

  Integration(FeatureFlags features, Engine engine) {
    this.features = features;
    this.engine = engine;
  }

  /** {@return the time of the instance's clock; no flag is decided} */
  public Instant now() {
    return engine.now();
  }

  /**
   * {@return the decisions of all flags for the user of a request that begins now} For filters,
   * which report the end of the request to {@link #finish}.
   *
   * @param user the user
   * @param overrides overrides by flag name; kill switches take precedence
   */
  public Evaluation begin(User user, Map<String, FlagOverride> overrides) {
    return begin(user, overrides, VisitorProof.NO_VISITOR, 0);
  }

  /**
   * {@return the decisions of all flags for the user of a request that begins now, as {@link
   * #begin(User, Map)}, with what is known about the client}
   *
   * @param user the user
   * @param overrides overrides by flag name; kill switches take precedence
   * @param proof the proof of the user's attribute {@value VisitorProof#ATTRIBUTE}
   * @param address a hash of the client's address, or 0 if the address is not known
   */
  public Evaluation begin(
      User user, Map<String, FlagOverride> overrides, VisitorProof proof, long address) {
    boolean timed = engine.observers().isTimed();
    long start = timed ? System.nanoTime() : 0;
    Evaluation evaluation = features.evaluate(user, overrides, engine.isObserved());
    if (timed) {
      engine.observers().took(System.nanoTime() - start);
    }
    CheckedFlags asked = evaluation.asked();
    if (asked != null) {
      asked.client(proof, address);
    }
    engine.evidence().begun(evaluation);
    return evaluation;
  }

  /**
   * Notifies the listeners that a request has ended; for filters, once per evaluation that {@link
   * #begin} returned.
   *
   * @param evaluation the evaluation of the request
   * @param status the response's status
   * @param failure the exception that the request ended with, or null
   * @param duration the duration of the request
   */
  public void finish(
      Evaluation evaluation, int status, @Nullable Throwable failure, Duration duration) {
    CheckedFlags asked = evaluation.asked();
    if (asked != null) {
      var request = new FinishedRequest(evaluation, asked, status, failure, duration.toNanos());
      asked.end(request);
      engine.finished(request);
    }
  }

  /** {@return whether a listener is registered for the checks or the end of requests} */
  public boolean isObserved() {
    return engine.isObserved();
  }

  /**
   * Registers the response of a request, so that a request that streams is not taken for one that
   * hangs. For filters; does nothing if nobody observes the request.
   *
   * @param evaluation the evaluation that {@link #begin} returned
   * @param hasBegun returns whether the response has been committed. It is called on another
   *     thread, but never after {@link #finish} has returned, which waits for a call in progress
   *     for at most 10 ms. So {@code finish} must be called while the response still belongs to the
   *     request.
   */
  public void answering(Evaluation evaluation, BooleanSupplier hasBegun) {
    CheckedFlags asked = evaluation.asked();
    if (asked != null) {
      asked.answering(hasBegun);
    }
  }

  /**
   * {@return whether an evaluation was made by the instance, or by a view of it}
   *
   * @param evaluation any evaluation
   */
  public boolean isOriginOf(Evaluation evaluation) {
    FeatureFlags origin = evaluation.engine();
    return origin != null && origin.engine().equals(engine);
  }

  /**
   * Registers a listener for checks outside requests.
   *
   * @param listener the listener, called on the thread that checks
   * @return a scope that removes the listener when it is closed
   */
  public Scope listen(UnboundCheckListener listener) {
    return engine.observers().add(listener);
  }

  /**
   * Counts a check of a flag outside a request; for code that passes decisions on to a client, as
   * the OFREP servlet does.
   *
   * @param decision the decision that was passed on; one of an unknown flag does not count
   */
  public void asked(Decision decision) {
    if (engine.observers().hasUnboundListeners()) {
      engine.observers().asked(decision, engine.definitions(), engine.now());
    }
  }

  /**
   * Registers a listener for the time that the decisions of each request took. Exceptions that it
   * throws are reported by {@link FeatureFlags#status()}.
   *
   * @param nanos receives the nanoseconds on the request's own thread; it must not block
   * @return a scope that removes the listener when it is closed
   */
  public Scope timings(LongConsumer nanos) {
    return engine.observers().add(nanos);
  }

  /**
   * Attaches a part to the instance. It is closed together with the instance and before its store;
   * the part that was attached last is closed first.
   *
   * @param part the part; exceptions of its {@code close} are reported by {@link
   *     FeatureFlags#status()}
   */
  public void attach(AutoCloseable part) {
    engine.attach(part);
  }

  /**
   * {@return the part of a type that was attached to the instance, such as a guard, or empty}
   *
   * @param type the type of the part
   * @param <T> the type of the part
   */
  public <T> Optional<T> attachment(Class<T> type) {
    return engine.attachment(type);
  }

  /**
   * Reports a failure that did no harm to a request. It is logged once per subject and class of
   * failure, and shown by {@link FeatureFlags#status()}.
   *
   * @param subject the part that failed
   * @param fault the failure
   */
  public void report(String subject, Throwable fault) {
    engine.faults().add(subject, fault);
  }

  /**
   * Counts a tester's override that was rejected; shown by {@link FeatureFlags#status()}.
   *
   * @param why a word or two, the same for all overrides of a kind
   */
  public void rejectedOverride(String why) {
    engine.faults().rejected(why);
  }

  /** {@return the flags that other systems decide, in order, with the systems' names} */
  public Map<String, String> external() {
    return features.source() instanceof JoinedSource joined ? joined.external() : Map.of();
  }

  /**
   * Shows a lasting condition among the faults of {@link FeatureFlags#status}, until it is over.
   * Logs nothing.
   *
   * @param subject the part that has the condition
   * @param why the condition, or null if it is over
   */
  public void condition(String subject, @Nullable String why) {
    engine.faults().condition(subject, why);
  }

  /**
   * Kills a flag in this process. The kill is in force for every evaluation that begins after this
   * method was called, and no store, file, cycle, exception or override undoes it. It lasts until
   * the store has it as well (from then on the store decides, so re-enabling the flag there
   * re-enables it here), until {@link #liftLocally} lifts it, or until the process ends. Other
   * processes do not see it; the caller has to write it to the store.
   *
   * <p>Never waits for a set that another thread is compiling: in that case a thread of the engine
   * compiles the kill in and notifies watchers afterwards. Otherwise watchers are notified before
   * this method returns. Costs one compilation of the flags; until it has succeeded, each
   * evaluation applies the kill itself.
   *
   * @param flag the flag's name; a flag that is not defined yet is killed when it is, and a flag of
   *     another system is killed as well
   * @param kill the author, time and reason of the kill; of two kills of one flag the first is kept
   */
  public void killLocally(String flag, Kill kill) {
    engine.kill(flag, kill);
  }

  /**
   * Lifts a kill of {@link #killLocally}, so that the store's definition decides again; does
   * nothing if there is none.
   *
   * @param flag the flag's name
   * @return whether there was such a kill
   */
  public boolean liftLocally(String flag) {
    return engine.lift(flag);
  }

  /** {@return the kills of {@link #killLocally} that the store does not have, by flag} */
  public Map<String, Kill> localKills() {
    return engine.localKills();
  }
}
