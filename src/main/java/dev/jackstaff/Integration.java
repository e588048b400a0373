package dev.jackstaff;

import dev.jackstaff.model.Kill;
import java.time.Instant;
import java.util.Map;

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

  /** {@return the time of the instance's clock; decides no flag} */
  public Instant now() {
    return engine.now();
  }

  /**
   * Kills a flag in this process. The kill is in force for every evaluation that begins after this
   * method was called, and neither a store, a file, a cycle, an exception nor an override undoes
   * it: it stays until the store has it as well (from then on the store decides, so re-enabling the
   * flag there re-enables it here), until {@link #liftLocally} lifts it, or until the process ends.
   * Other processes see nothing of it; to write it is the caller's work.
   *
   * <p>Never waits for a set that another thread compiles: this kill is then compiled in, and
   * watchers are notified, after that by a thread of the engine; otherwise they are notified before
   * this method returns. Costs one compilation of the flags; until it has succeeded, each
   * evaluation applies the kill by itself.
   *
   * @param flag the flag's name; a flag that is not defined yet is killed when it is, and a flag of
   *     another system is killed as well
   * @param kill who killed it, when and why; of two kills of one flag the first is kept
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
