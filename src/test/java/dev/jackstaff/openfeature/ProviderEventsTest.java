package dev.jackstaff.openfeature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.StubStore;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.EventDetails;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.ProviderEvent;
import dev.openfeature.sdk.ProviderState;
import dev.openfeature.sdk.exceptions.FatalError;
import dev.openfeature.sdk.exceptions.GeneralError;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The provider's events and its life cycle. */
class ProviderEventsTest {
  private static final FlagSet FLAGS = FlagSet.of(Flag.on("one"), Flag.on("two"));

  private record Told(ProviderEvent event, EventDetails details) {}

  private final StubStore store = new StubStore(FLAGS);
  private final FeatureFlags features = FeatureFlags.of(store);
  private final JackstaffProvider provider = JackstaffProvider.of(features);
  private final OpenFeatureAPI api = OpenFeatureAPI.createIsolated();
  private final Client client = api.getClient();
  private final AtomicReference<ProviderEvent> last = new AtomicReference<>();
  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() {
    api.shutdown();
    features.close();
  }

  private void start() throws InterruptedException {
    api.setProviderAndWait(provider);
    for (ProviderEvent event : ProviderEvent.values()) {
      client.on(event, details -> tell(new Told(event, details)));
    }
    assertEquals(ProviderEvent.PROVIDER_READY, next().event());
  }

  /** The SDK may tell a new listener twice that the provider is ready, at any time. */
  private void tell(Told event) {
    boolean ready = event.event() == ProviderEvent.PROVIDER_READY;
    if (last.getAndSet(event.event()) != event.event() || !ready) {
      told.add(event);
    }
  }

  private Told next() throws InterruptedException {
    Told next = told.poll(Await.LONG.toSeconds(), TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was told");
    }
    return next;
  }

  @Test
  void changedFlags_areToldByName() throws Exception {
    start();
    store.change(FlagSet.of(Flag.off("one"), Flag.on("two"), Flag.on("three")));
    Told change = next();
    assertEquals(ProviderEvent.PROVIDER_CONFIGURATION_CHANGED, change.event());
    assertEquals(Set.of("one", "three"), Set.copyOf(change.details().getFlagsChanged()));
    assertEquals("Jackstaff", change.details().getProviderName());
    assertEquals(ProviderState.READY, client.getProviderState());
  }

  @Test
  void whenAChangeIsTold_theAnswerIsNew() throws Exception {
    api.setProviderAndWait(provider);
    BlockingQueue<Boolean> seen = new LinkedBlockingQueue<>();
    client.onProviderConfigurationChanged(details -> seen.add(client.getBooleanValue("one", true)));
    store.change(FlagSet.of(Flag.off("one")));
    assertEquals(false, seen.poll(Await.LONG.toSeconds(), TimeUnit.SECONDS));
  }

  @Test
  void staleStore_isToldOnce_andThatItIsReadyAgain() throws Exception {
    start();
    store.lose("the disk is gone");
    provider.look();
    provider.look();
    assertEquals(ProviderState.STALE, client.getProviderState());
    assertTrue(client.getBooleanValue("one", false), "the last good set decides");
    store.find();
    provider.look();
    assertEquals(ProviderState.READY, client.getProviderState());
    Told stale = next();
    assertEquals(ProviderEvent.PROVIDER_STALE, stale.event());
    assertEquals("the disk is gone", stale.details().getMessage());
    assertEquals(ProviderEvent.PROVIDER_READY, next().event());
    assertEquals(List.of(), List.copyOf(told));
  }

  /** By the provider's own thread, within a second or so. */
  @Test
  void staleStore_isFoundByItself() throws Exception {
    start();
    store.lose("the disk is gone");
    assertEquals(ProviderEvent.PROVIDER_STALE, next().event());
  }

  @Test
  void storeThatIsBackWithAChange_isReadyBeforeTheChangeIsTold() throws Exception {
    start();
    store.lose("the disk is gone");
    provider.look();
    assertEquals(ProviderEvent.PROVIDER_STALE, next().event());
    List<ProviderState> states = new ArrayList<>();
    CountDownLatch changed = new CountDownLatch(1);
    client.onProviderConfigurationChanged(
        details -> {
          states.add(client.getProviderState());
          changed.countDown();
        });
    store.find();
    store.change(FlagSet.of(Flag.off("one")));
    assertTrue(changed.await(Await.LONG.toSeconds(), TimeUnit.SECONDS));
    assertEquals(List.of(ProviderState.READY), states);
  }

  /** OpenFeature holds its lock while it waits for a provider; who changes a flag does not wait. */
  @Test
  void change_whileOpenFeatureIsBusy_doesNotWait() throws Exception {
    start();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    JackstaffProvider slow =
        JackstaffProvider.opening(
            () -> {
              begun.countDown();
              await(end);
              return FeatureFlags.of(FLAGS);
            });
    Thread busy = new Thread(() -> api.setProviderAndWait("other", slow));
    busy.start();
    await(begun);
    store.change(FlagSet.of(Flag.off("one")));
    assertFalse(client.getBooleanValue("one", true));
    assertEquals(List.of(), List.copyOf(told));
    end.countDown();
    assertEquals(ProviderEvent.PROVIDER_CONFIGURATION_CHANGED, next().event());
    busy.join();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(Await.LONG.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void provider_answersOnlyBetweenInitializeAndShutdown() {
    assertEquals(
        ErrorCode.PROVIDER_NOT_READY,
        provider.getBooleanEvaluation("one", false, null).getErrorCode());
    provider.initialize(null);
    assertTrue(provider.getBooleanEvaluation("one", false, null).getValue());
    provider.shutdown();
    provider.shutdown();
    assertEquals(
        ErrorCode.PROVIDER_NOT_READY,
        provider.getBooleanEvaluation("one", false, null).getErrorCode());
    assertEquals(0, store.closed(), "the engine is its maker's");
    assertTrue(features.isEnabled("one", null));
  }

  @Test
  void shutdown_leavesNoThreadAndNoWatch() throws Exception {
    Set<Thread> others = threads();
    start();
    store.change(FlagSet.of(Flag.off("one")));
    next();
    Set<Thread> own = threads();
    own.removeAll(others);
    assertEquals(1, own.size());
    api.shutdown();
    for (Thread thread : own) {
      thread.join(20_000);
      assertFalse(thread.isAlive());
    }
    store.change(FLAGS);
    provider.look();
    assertEquals(List.of(), List.copyOf(told));
    assertEquals(List.of(), features.status().faults());
  }

  /** An engine that lives longer does not hold it. */
  @Test
  void providerThatWasShutDown_isForgotten() {
    WeakReference<JackstaffProvider> gone = shutDown();
    Await.until(
        "it is collected",
        () -> {
          System.gc();
          return gone.get() == null;
        });
    assertTrue(features.isEnabled("one", null));
  }

  private WeakReference<JackstaffProvider> shutDown() {
    JackstaffProvider used = JackstaffProvider.of(features);
    used.initialize(null);
    used.shutdown();
    return new WeakReference<>(used);
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("jackstaff-openfeature"))
        .collect(Collectors.toSet());
  }

  @Test
  void providerThatIsInitializedAgain_answers_andIsSilent() {
    provider.initialize(null);
    provider.shutdown();
    api.setProviderAndWait(provider);
    client.onProviderStale(details -> told.add(new Told(ProviderEvent.PROVIDER_STALE, details)));
    store.lose("the disk is gone");
    provider.look();
    assertTrue(client.getBooleanValue("one", false));
    assertEquals(List.of(), List.copyOf(told));
    assertEquals(List.of(), features.status().faults());
  }

  @Test
  void storeThatIsStaleAtTheStart_isToldAfterwards() {
    store.lose("the disk is gone");
    api.setProviderAndWait(provider);
    provider.look();
    assertEquals(ProviderState.STALE, client.getProviderState());
  }

  @Test
  void openedEngine_isClosedByShutdown_andOpenedAnew() {
    JackstaffProvider opening = JackstaffProvider.opening(() -> FeatureFlags.of(store));
    opening.initialize(null);
    assertTrue(opening.getBooleanEvaluation("one", false, null).getValue());
    assertEquals(0, store.closed());
    opening.shutdown();
    assertEquals(1, store.closed());
    opening.initialize(null);
    assertTrue(opening.getBooleanEvaluation("one", false, null).getValue());
    opening.shutdown();
  }

  @Test
  void invalidFlags_areFatal_andAnotherFailureIsAnError() {
    JackstaffProvider invalid =
        JackstaffProvider.opening(() -> FeatureFlags.of(Gherkin.read("invalid-flags.json")));
    FatalError fatal = assertThrows(FatalError.class, () -> api.setProviderAndWait(invalid));
    assertEquals(
        "invalid-flags.json:1:27: broken: percentage must be between 0 and 100, was 140",
        fatal.getMessage());
    assertEquals(ProviderState.FATAL, client.getProviderState());
    JackstaffProvider missing =
        JackstaffProvider.opening(
            () ->
                FeatureFlags.of(
                    dev.jackstaff.store.FileFlagStore.watching(Path.of("no/such.json"))));
    assertThrows(GeneralError.class, () -> api.setProviderAndWait(missing));
    assertEquals(ProviderState.ERROR, client.getProviderState());
    assertTrue(client.getBooleanValue("one", true), "the caller's default");
  }
}
