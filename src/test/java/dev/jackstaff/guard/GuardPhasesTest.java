package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jackstaff.BusyEvidence;
import dev.jackstaff.EvidenceListener;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.guard.GuardState.Phase;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Guard.Then;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Schedule.Step;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import dev.jackstaff.store.StoreException;
import dev.jackstaff.store.WritableFlagStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A guard with reservations still acts first, with a higher limit or without judging. */
final class GuardPhasesTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  private static final Duration NEVER = Duration.ofDays(1);

  private final BusyEvidence busy = new BusyEvidence();
  private volatile Instant now = START;
  private volatile boolean broken;
  private MemoryFlagStore store = MemoryFlagStore.of(FlagSet.empty());
  private FeatureFlags features = FeatureFlags.of(FlagSet.empty());
  private RolloutGuard guard = RolloutGuard.builder(features).interval(NEVER).attach();
  private int users;

  @AfterEach
  void close() {
    busy.release();
    features.close();
  }

  private void open(Flag.Builder flag) {
    features.close();
    store =
        MemoryFlagStore.of(
            FlagSet.of(flag.guard(new Guard(true, null, 0.001, Then.KILL, 50)).build()), () -> now);
    features = FeatureFlags.builder(failing(store)).clock(() -> now).build();
    guard = RolloutGuard.builder(features).interval(NEVER).attach();
  }

  private WritableFlagStore failing(MemoryFlagStore all) {
    return (WritableFlagStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {WritableFlagStore.class},
            (proxy, method, arguments) -> {
              if (broken && method.getName().equals("put")) {
                throw new StoreException("away", null);
              }
              try {
                return method.invoke(all, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static Flag.Builder checkout() {
    return Flag.builder("checkout").percentage(10);
  }

  private static Flag.Builder stepped() {
    return Flag.builder("checkout")
        .schedule(Schedule.from(START, Step.days(0, 20), Step.days(1, 50)));
  }

  /** New users with the flag on, or off, all of whom fail or do not. */
  private void send(int count, boolean on, boolean fails) {
    for (int i = 0; i < count; users++) {
      String user = "user:" + users;
      if (features.isEnabled("checkout", user) == on) {
        new Traffic("checkout").request(features, user, has -> fails, Duration.ZERO);
        i++;
      }
    }
  }

  private void look() {
    Traffic.flush(features);
    guard.look();
  }

  private Phase phase() {
    return guard.state("checkout").orElseThrow().phase();
  }

  private boolean isKilled() {
    return features.definitions().find("checkout").orElseThrow().isKilled();
  }

  private OptionalInt granted() {
    return store.flags().find("checkout").orElseThrow().schedule().granted();
  }

  /**
   * Five failing users would be enough for a limit of 1,000 with 10 %, and seven for one of 10,000.
   * All users seen have the flag, so they are judged by four times the odds of 10 %, 31 %.
   */
  @Test
  void unevenGroups_needTenTimesTheEvidence_ofALargerShare_andNoMore() {
    open(checkout());
    send(100, true, false);
    look();
    assertEquals(Phase.UNEVEN, phase());
    assertEquals(10_000, guard.state("checkout").orElseThrow().limit());

    send(5, true, true);
    look();
    assertEquals(Phase.UNEVEN, phase());
    double evidence = guard.state("checkout").orElseThrow().evidence();
    assertEquals(EProcess.evidence(5, 0, 4.0 / 13) / 4, evidence, 1e-9);

    int more = 0;
    for (; !isKilled(); more++) {
      send(1, true, true);
      look();
    }
    double largest = EProcess.evidence(5 + more, 0, 4.0 / 13) / 4;
    assertTrue(largest >= 10_000, "evidence " + largest);
    assertTrue(EProcess.evidence(4 + more, 0, 4.0 / 13) / 4 < 10_000, "evidence " + largest);
  }

  @Test
  void groupsThatFitAgain_areHaltedByTheEvidenceThatWasNotEnough() {
    open(checkout());
    send(100, true, false);
    send(5, true, true);
    look();
    assertEquals(Phase.UNEVEN, phase());
    send(1_000, false, false);
    look();
    assertTrue(isKilled(), () -> guard.state("checkout").toString());
  }

  @Test
  void queueThatWasFull_needsTenTimesTheEvidence_forAMinute() {
    open(checkout());
    busy.occupy(features);
    for (int i = 0; i < 17_000; i++) {
      new Traffic("checkout").request(features, "guest:" + i % 20, has -> false, Duration.ZERO);
    }
    busy.release();
    look();
    assertEquals(Phase.SATURATED, phase());
    assertTrue(guard.state("checkout").orElseThrow().note().contains("came faster than"));

    send(5, true, true);
    look();
    assertFalse(isKilled());
    double evidence = guard.state("checkout").orElseThrow().evidence();
    assertTrue(evidence > 1_000 && evidence < 10_000, "evidence " + evidence);

    assertEquals(10_000, guard.state("checkout").orElseThrow().limit());

    now = now.plusSeconds(61);
    look();
    assertTrue(isKilled());
  }

  /** The counts from before the thread stopped are judged nevertheless. */
  @Test
  void deadEvidenceThread_doesNotKeepAVerdictBack() {
    open(checkout());
    send(16, true, true);
    Traffic.flush(features);
    busy.occupy(features);
    now = now.plusSeconds(31);
    guard.look();
    assertTrue(isKilled());
  }

  /** Only an Error outside of all listeners ends the thread; it is made by force here. */
  @Test
  void evidenceThreadThatAnErrorHasEnded_isStartedAgain_reported_andLosesNothing()
      throws ReflectiveOperationException {
    assumeTrue(Runtime.version().feature() < 20, "a thread can be stopped by force");
    open(checkout());
    Thread thread = evidenceThread();
    while (thread.isAlive()) {
      // Between two rounds; within one it would be caught.
      if (thread.getState() == Thread.State.TIMED_WAITING) {
        Thread.class.getMethod("stop").invoke(thread);
      }
      Thread.onSpinWait();
    }
    send(16, true, true);
    guard.look();
    assertTrue(
        features
            .status()
            .faults()
            .contains("the evidence thread: it had ended, and was started again"),
        () -> features.status().faults().toString());
    look();
    assertTrue(isKilled());
  }

  private Thread evidenceThread() {
    AtomicReference<Thread> found = new AtomicReference<>();
    var listening =
        features
            .evidence()
            .listen(
                new EvidenceListener() {
                  @Override
                  public void idle() {
                    found.set(Thread.currentThread());
                  }
                });
    Traffic.flush(features);
    listening.close();
    return found.get();
  }

  private void grantTheSecondStep() {
    open(stepped());
    guard.look();
    send(100, true, false);
    send(400, false, false);
    look();
    look();
    assertEquals(OptionalInt.of(2), granted());
  }

  @Test
  void grantedStep_thatCannotBeWithdrawnNow_isWithdrawnAsSoonAsItCanBe() {
    grantTheSecondStep();
    broken = true;
    send(100, true, false);
    look();
    assertEquals(Phase.UNEVEN, phase());
    guard.look();
    assertEquals(OptionalInt.of(2), granted());

    broken = false;
    guard.look();
    assertEquals(OptionalInt.of(1), granted());
    now = START.plus(Duration.ofDays(2));
    guard.look();
    assertEquals(20, store.flags().find("checkout").orElseThrow().schedule().percentage(now));
  }

  @Test
  void stepThatAPersonGrantsNevertheless_isNotWithdrawnAgain() {
    grantTheSecondStep();
    send(100, true, false);
    look();
    assertEquals(OptionalInt.of(1), granted());
    Flag flag = store.flags().find("checkout").orElseThrow();
    Flag again = flag.toBuilder().schedule(flag.schedule().withGranted(2)).build();
    store.put(again, store.find("checkout").orElseThrow().revision(), Change.by("ann", "I know"));
    guard.look();
    guard.look();
    assertEquals(Phase.UNEVEN, phase());
    assertEquals(OptionalInt.of(2), granted());
    assertNull(guard.state("checkout").orElseThrow().verdict());
  }

  /** A step in force is not taken back: less of a flag is as great a change as more of it. */
  @Test
  void stepThatIsInForce_isNotWithdrawn() {
    grantTheSecondStep();
    now = START.plus(Duration.ofDays(1));
    guard.look();
    send(200, true, false);
    look();
    assertEquals(Phase.UNEVEN, phase());
    guard.look();
    assertEquals(OptionalInt.of(2), granted());
  }
}
