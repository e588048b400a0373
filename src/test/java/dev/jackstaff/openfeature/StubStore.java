package dev.jackstaff.openfeature;

import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.FlagStore;
import dev.jackstaff.store.StoreStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A store that follows a test. */
final class StubStore implements FlagStore {
  private final List<Consumer<FlagSet>> watchers = new CopyOnWriteArrayList<>();
  private volatile FlagSet flags;
  private volatile StoreStatus status = StoreStatus.ready(Instant.EPOCH);
  private volatile boolean closed;

  StubStore(FlagSet flags) {
    this.flags = flags;
  }

  static FlagSet set(String document) {
    return FlagDocument.read(document.getBytes(StandardCharsets.UTF_8), "flags.json");
  }

  void change(FlagSet next) {
    flags = next;
    watchers.forEach(watcher -> watcher.accept(next));
  }

  void lose(String why) {
    status = StoreStatus.stale(Instant.EPOCH, why);
  }

  void find() {
    status = StoreStatus.ready(Instant.EPOCH);
  }

  int watchers() {
    return watchers.size();
  }

  boolean isClosed() {
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
  public void close() {
    closed = true;
  }
}
