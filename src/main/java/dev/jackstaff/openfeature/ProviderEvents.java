package dev.jackstaff.openfeature;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Scope;
import dev.jackstaff.internal.Daemons;
import dev.jackstaff.store.StoreStatus;
import dev.openfeature.sdk.Awaitable;
import dev.openfeature.sdk.ProviderEvent;
import dev.openfeature.sdk.ProviderEventDetails;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Notifies OpenFeature of the store's state and of changed flags. A single thread, which holds no
 * lock, emits all events one after the other: OpenFeature passes each event to any of its threads,
 * so two pending events could overtake each other. Thread-safe.
 */
final class ProviderEvents implements AutoCloseable {
  /** Emits an event; the returned object completes when OpenFeature has processed it. */
  interface Emitter {
    Awaitable emit(ProviderEvent event, ProviderEventDetails details);
  }

  private final FeatureFlags features;
  private final Emitter emitter;
  private final Daemons threads = new Daemons("jackstaff-openfeature");
  private final ScheduledThreadPoolExecutor scheduler;
  private final Scope watch;

  /**
   * The last state that was emitted; OpenFeature itself reports that a provider is ready when it is
   * initialized.
   */
  private final AtomicReference<StoreStatus.State> emitted =
      new AtomicReference<>(StoreStatus.State.READY);

  private volatile boolean over;

  ProviderEvents(FeatureFlags features, Emitter emitter) {
    this.features = features;
    this.emitter = emitter;
    this.scheduler = new ScheduledThreadPoolExecutor(1, threads, new DiscardPolicy());
    this.watch = features.watch(names -> scheduler.execute(() -> changed(names)));
    Runnable look =
        Daemons.surviving(
            this::look, e -> features.integration().report("following the store's state", e));
    var unused = scheduler.scheduleWithFixedDelay(look, 1, 1, TimeUnit.SECONDS);
  }

  private void changed(Set<String> names) {
    look();
    emit(
        ProviderEvent.PROVIDER_CONFIGURATION_CHANGED,
        ProviderEventDetails.builder().flagsChanged(List.copyOf(names)).build());
  }

  void look() {
    StoreStatus status = features.status().store();
    if (emitted.getAndSet(status.state()) != status.state()) {
      boolean ready = status.state() == StoreStatus.State.READY;
      emit(
          ready ? ProviderEvent.PROVIDER_READY : ProviderEvent.PROVIDER_STALE,
          ProviderEventDetails.builder().message(status.reason()).build());
    }
  }

  /**
   * Emits an event and waits for it. A failure during the shutdown is ignored, since no one needs
   * the event then.
   */
  private void emit(ProviderEvent event, ProviderEventDetails details) {
    try {
      emitter.emit(event, details).await();
    } catch (RuntimeException e) {
      if (!over) {
        features.integration().report("telling OpenFeature of " + event, e);
      }
    }
  }

  @Override
  public void close() {
    over = true;
    watch.close();
    scheduler.shutdownNow();
    threads.close();
  }
}
