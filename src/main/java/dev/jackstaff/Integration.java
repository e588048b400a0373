package dev.jackstaff;

import dev.jackstaff.model.Kill;
import java.time.Instant;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The operations of a {@link FeatureFlags} instance for code that integrates it: filters, guards,
 * consoles and bridges. Returned by {@link FeatureFlags#integration()}; views of one instance share
 * it. Thread-safe; no method waits for a store.
 */
public final class Integration {
  private final Engine engine;

  Integration(Engine engine) {
    this.engine = engine;
  }

  /** {@return the time of the instance's clock; no flag is decided} */
  public Instant now() {
    return engine.now();
  }

  /**
   * Registers the response of a request, so that a request that streams is not taken for one that
   * hangs. For filters; does nothing if nobody observes the request.
   *
   * @param evaluation the evaluation that {@link FeatureFlags#begin} returned
   * @param hasBegun returns whether the response has been committed. It is called on another
   *     thread, but never after {@link FeatureFlags#finish} has returned, which waits for a call in
   *     progress for at most 10 ms. So {@code finish} must be called while the response still
   *     belongs to the request.
   */
  public void answering(Evaluation evaluation, BooleanSupplier hasBegun) {
    CheckedFlags asked = evaluation.asked();
    if (asked != null) {
      asked.answering(hasBegun);
    }
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
