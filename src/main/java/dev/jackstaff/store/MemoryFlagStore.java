package dev.jackstaff.store;

import dev.jackstaff.model.FlagSet;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** A store that keeps its flags in memory and loses them at the end of the process. Thread-safe. */
public final class MemoryFlagStore extends LocalFlagStore {
  private final Instant made;
  private final ReentrantLock lock = new ReentrantLock();
  private FlagSet set;

  private MemoryFlagStore(FlagSet flags, InstantSource clock) {
    super(clock);
    this.made = clock.instant();
    this.set = flags;
    serve(flags);
  }

  /**
   * {@return a store with initial flags}
   *
   * @param flags the flags
   */
  public static MemoryFlagStore of(FlagSet flags) {
    return of(flags, InstantSource.system());
  }

  /**
   * {@return a store with initial flags}
   *
   * @param flags the flags
   * @param clock the clock for the times of kills and schedules
   */
  public static MemoryFlagStore of(FlagSet flags, InstantSource clock) {
    return new MemoryFlagStore(flags, clock);
  }

  @Override
  <T> T exclusively(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  @Override
  FlagSet origin() {
    return set;
  }

  @Override
  void write(FlagSet before, FlagSet after) {
    set = after;
  }

  @Override
  public StoreStatus status() {
    return StoreStatus.ready(made);
  }

  @Override
  public void close() {
    // There are no resources to release.
  }
}
