package dev.jackstaff;

import dev.jackstaff.internal.eval.CompiledFlags;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.FlagStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the parts of a {@link FeatureFlags} instance. Not thread-safe. */
public final class FeatureFlagsBuilder {
  private final @Nullable FlagSet flags;
  private final @Nullable FlagStore store;
  private final List<FlagSource> others = new ArrayList<>();
  private final List<RequestListener> listeners = new ArrayList<>();
  private InstantSource clock = InstantSource.system();
  private long recentBytes = CompiledFlags.RECENT_BYTES;
  private boolean closesStore = true;

  FeatureFlagsBuilder(
      @Nullable FlagSet flags, @Nullable FlagStore store, @Nullable FlagSource source) {
    this.flags = flags;
    this.store = store;
    if (source != null) {
      others.add(source);
    }
  }

  /**
   * Adds the flags of another source after those added before.
   *
   * <p>A name belongs to one source: a name that two sources have is refused at the start. If a
   * change brings the second one later, the source that was joined first decides, and {@link
   * FeatureFlags#status()} reports it.
   *
   * @param source another flag system; closed by its creator
   * @return this builder
   */
  public FeatureFlagsBuilder join(FlagSource source) {
    others.add(source);
    return this;
  }

  /**
   * Sets the clock that schedules follow; the default is the system clock.
   *
   * @param instants the clock
   * @return this builder
   */
  public FeatureFlagsBuilder clock(InstantSource instants) {
    this.clock = instants;
    return this;
  }

  /**
   * Adds a listener for finished requests.
   *
   * @param listener the listener
   * @return this builder
   */
  public FeatureFlagsBuilder listener(RequestListener listener) {
    listeners.add(listener);
    return this;
  }

  /**
   * Leaves the store open when the instance is closed, because others use it too.
   *
   * @return this builder
   */
  public FeatureFlagsBuilder leaveStoreOpen() {
    this.closesStore = false;
    return this;
  }

  /**
   * Limits the memory for the last decisions of recent users.
   *
   * @param bytes 0 or more; the default is 16 MiB, about 10,000 users at 100 flags; 0 keeps no user
   * @return this builder
   */
  public FeatureFlagsBuilder recentUsersBytes(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("recentUsersBytes must be 0 or more, was " + bytes);
    }
    this.recentBytes = bytes;
    return this;
  }

  /**
   * {@return a new instance}
   *
   * @throws dev.jackstaff.model.InvalidFlagsException if a regular expression is invalid, or a name
   *     belongs to two sources
   */
  public FeatureFlags build() {
    Engine engine = new Engine(clock, List.copyOf(listeners), recentBytes, closesStore);
    try {
      start(engine);
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
    FeatureFlags features = new FeatureFlags(engine, whole -> whole, name -> true);
    engine.add(features);
    return features;
  }

  private void start(Engine engine) {
    engine.join(List.copyOf(others));
    if (store != null) {
      engine.follow(store);
    } else if (flags != null) {
      engine.use(flags);
    } else {
      engine.use();
    }
  }
}
