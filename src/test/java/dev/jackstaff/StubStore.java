package dev.jackstaff;

import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.FlagStore;
import dev.jackstaff.store.StoreStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A store that does what a test tells it. Thread-safe. */
public final class StubStore implements FlagStore {
  private final List<Consumer<FlagSet>> watchers = new CopyOnWriteArrayList<>();
  private volatile FlagSet flags;
  private volatile StoreStatus status = StoreStatus.ready(Instant.EPOCH);
  private volatile int closed;

  public StubStore(FlagSet flags) {
    this.flags = flags;
  }

  /** Reads a flag file. */
  public static FlagSet set(String document) {
    return FlagDocument.read(document.getBytes(StandardCharsets.UTF_8), "flags.json");
  }

  /** Replaces the flags and notifies the watchers. */
  public void change(FlagSet next) {
    flags = next;
    watchers.forEach(watcher -> watcher.accept(next));
  }

  /** Sets the status that the store reports. */
  public StubStore status(StoreStatus next) {
    status = next;
    return this;
  }

  /** Loses the source of the flags, for a reason. */
  public void lose(String why) {
    status = StoreStatus.stale(Instant.EPOCH, why);
  }

  /** Has the source of the flags again. */
  public void find() {
    status = StoreStatus.ready(Instant.EPOCH);
  }

  public int watchers() {
    return watchers.size();
  }

  /** Returns the number of calls of {@link #close}. */
  public int closed() {
    return closed;
  }

  @Override
  public FlagSet flags() {
    return flags;
  }

  @Override
  public Watch watch(Consumer<FlagSet> listener) {
    watchers.add(listener);
    return () -> watchers.remove(listener);
  }

  @Override
  public StoreStatus status() {
    return status;
  }

  @Override
  public synchronized void close() {
    closed++;
  }
}
