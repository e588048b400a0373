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
   * {@return this builder, with the flags of another source as well, after those before}
   *
   * <p>A name belongs to one source: at the start two of a name are refused. If a change brings the
   * second later, the one that was joined first decides, and {@link FeatureFlags#status()} says so.
   *
   * @param source another flag system; closed by whoever made it
   */
  public FeatureFlagsBuilder join(FlagSource source) {
    others.add(source);
    return this;
  }

  /**
   * {@return this builder, with the clock that schedules go by; default the system's}
   *
   * @param instants the clock
   */
  public FeatureFlagsBuilder clock(InstantSource instants) {
    this.clock = instants;
    return this;
  }

  /**
   * {@return this builder, with one listener more}
   *
   * @param listener told of each finished request
   */
  public FeatureFlagsBuilder listener(RequestListener listener) {
    listeners.add(listener);
    return this;
  }

  /** {@return this builder, for an engine that leaves its store open, as others use it too} */
  public FeatureFlagsBuilder leaveStoreOpen() {
    this.closesStore = false;
    return this;
  }

  /**
   * {@return this builder, with a bound on what is remembered of users seen lately}
   *
   * @param bytes 0 or more; default 8 MiB; 0 remembers nobody
   */
  public FeatureFlagsBuilder recentUsersBytes(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("recentUsersBytes must be 0 or more, was " + bytes);
    }
    this.recentBytes = bytes;
    return this;
  }

  /**
   * {@return the engine}
   *
   * @throws dev.jackstaff.model.InvalidFlagsException if a regular expression is not one, or a name
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
