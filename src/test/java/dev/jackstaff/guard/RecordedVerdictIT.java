package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.guard.GuardState.Phase;
import dev.jackstaff.guard.GuardVerdict.Action;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Guard.Then;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Schedule.Step;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.Databases;
import dev.jackstaff.store.JdbcFlagStore;
import dev.jackstaff.store.Versioned;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The actions of a node on a verdict that another node has recorded, whatever it has seen. */
class RecordedVerdictIT {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Duration NEVER = Duration.ofDays(1);

  private final JdbcDataSource database = new JdbcDataSource();
  private final List<Node> nodes = new ArrayList<>();

  RecordedVerdictIT() {
    database.setURL("jdbc:h2:mem:verdicts" + COUNT.incrementAndGet() + ";DB_CLOSE_DELAY=-1");
  }

  @AfterEach
  void close() {
    nodes.forEach(node -> node.features.close());
  }

  private static Flag.Builder checkout(Then then) {
    return Flag.builder("checkout").guard(Guard.builder().then(then).build());
  }

  private static Flag scheduled() {
    Instant start = Instant.now().minus(Duration.ofHours(1));
    Schedule schedule = Schedule.from(start, Step.days(0, 50), Step.days(900, 60));
    return checkout(Then.HOLD).schedule(schedule).build();
  }

  /** A node that looks for changes of flags only when it is told to. */
  private final class Node {
    final FaultyDatabase faults = new FaultyDatabase(database);
    final List<GuardVerdict> heard = new CopyOnWriteArrayList<>();
    final JdbcFlagStore store;
    final FeatureFlags features;
    final RolloutGuard guard;

    Node(Flag initial) {
      this(initial, NEVER);
    }

    Node(Flag initial, Duration refresh) {
      store =
          JdbcFlagStore.builder(faults.source())
              .createTables(true)
              .initial(FlagSet.of(initial))
              .refresh(refresh)
              .build();
      features = FeatureFlags.of(store);
      guard = RolloutGuard.builder(features).listener(heard::add).interval(NEVER).attach();
      nodes.add(this);
      guard.look();
    }

    /** Lets every write of a flag fail. */
    void cannotWrite() {
      faults.beforeKill(
          () -> {
            cannotWrite();
            throw new IllegalStateException("it may not write");
          });
    }

    /** Lets the flag do harm, and looks until a verdict is found. */
    GuardVerdict halt() {
      Traffic traffic = new Traffic("checkout");
      traffic.send(features, 40, 0, 0);
      traffic.send(features, 100, 0.95, 0.002);
      lookUntil(() -> !heard.isEmpty());
      return heard.get(0);
    }

    /** Looks until something is so. A node with requests reads the tables at every look. */
    void lookUntil(BooleanSupplier done) {
      if (isOn()) {
        new Traffic("checkout").send(features, 1, 0, 0);
      }
      Await.until(
          "the guard's look",
          () -> {
            guard.look();
            return done.getAsBoolean();
          });
    }

    boolean isOn() {
      return !features.definitions().find("checkout").orElseThrow().isKilled();
    }

    Flag stored() {
      return store.find("checkout").orElseThrow().value();
    }

    void change(UnaryOperator<Flag> change) {
      Versioned<Flag> now = store.find("checkout").orElseThrow();
      store.put(change.apply(now.value()), now.revision(), Change.by("ann", "on purpose"));
    }

    Phase phase() {
      return guard.state("checkout").orElseThrow().phase();
    }
  }

  /** The other node could not write; this one cannot read what it has seen. */
  private void loseEvents() {
    Databases.run(database, "UPDATE feature_flag_guard_events SET events = X'63'");
  }

  @Test
  void nodeThatLacksTheEvents_writesTheKill_withTheReasonOfTheNodeThatHadThem() {
    Node one = new Node(checkout(Then.KILL).percentage(50).build());
    Node two = new Node(checkout(Then.KILL).percentage(50).build());
    one.cannotWrite();
    GuardVerdict verdict = one.halt();
    assertEquals(Action.KILLED_UNWRITTEN, verdict.action());
    assertFalse(one.isOn());
    loseEvents();
    two.lookUntil(() -> !two.isOn());
    assertEquals(verdict.reason(), Objects.requireNonNull(two.stored().killed()).reason());
    assertEquals(List.of(), two.heard, "one node reports it");
  }

  @Test
  void nodeThatLacksTheEvents_holdsTheSchedule_thatTheOtherOneCouldNotHold() {
    Node one = new Node(scheduled());
    Node two = new Node(scheduled());
    one.cannotWrite();
    GuardVerdict verdict = one.halt();
    assertEquals(Action.HOLD_UNWRITTEN, verdict.action());
    loseEvents();
    two.lookUntil(() -> Objects.requireNonNull(two.stored().schedule()).hold() != null);
    assertEquals(verdict.reason(), two.store.history("checkout").get(0).why());
    assertTrue(two.isOn());
  }

  /** Its definitions are old, so the flag looks as it did when it was judged. */
  @ParameterizedTest
  @EnumSource(names = {"KILL", "HOLD"})
  void nodeThatIsBehind_doesNotActOnAFlagThatWasReEnabledSince(Then then) {
    Flag flag = then == Then.KILL ? checkout(then).percentage(50).build() : scheduled();
    Node one = new Node(flag);
    Node two = new Node(flag);
    one.halt();
    if (then == Then.KILL) {
      one.store.lift("checkout", Change.by("ann", "mended"));
    } else {
      one.change(it -> it.toBuilder().schedule(scheduled().schedule()).build());
    }
    two.lookUntil(() -> two.guard.state("checkout").isEmpty() || two.phase() == Phase.ENDED);
    assertTrue(two.isOn());
    assertNull(two.stored().killed());
    assertEquals("ann", two.store.history("checkout").get(0).by());
    one.guard.look();
    assertEquals(Phase.WATCHING, one.phase());
  }

  /**
   * No node has looked since, and the state of the old test would be taken for that of the flag.
   */
  @ParameterizedTest
  @EnumSource
  void verdict_isGoneOnEachNode_asSoonAsItHasTheChange(Then then) {
    Flag flag = then == Then.HOLD ? scheduled() : checkout(then).percentage(50).build();
    Node one = new Node(flag, Duration.ofMillis(200));
    Node two = new Node(flag, Duration.ofMillis(200));
    one.halt();
    two.lookUntil(() -> two.phase() == Phase.ENDED);
    two.lookUntil(() -> two.features.definitions().equals(one.features.definitions()));
    assertEquals(Phase.ENDED, one.phase());
    assertEquals(Phase.ENDED, two.phase());
    Flag halted = one.stored();
    switch (then) {
      case KILL -> one.store.lift("checkout", Change.by("ann", "mended"));
      case HOLD -> one.store.resume("checkout", Change.by("ann", "mended"));
      case NOTIFY -> one.change(it -> it.toBuilder().percentage(40).build());
    }
    assertTrue(one.guard.state("checkout").isEmpty());
    assertEquals(Map.of(), one.guard.phases());
    Await.until(
        "the other node has the change",
        () -> !two.features.definitions().find("checkout").equals(Optional.of(halted)));
    assertTrue(two.guard.state("checkout").isEmpty());
    assertEquals(Map.of(), two.guard.phases());
    one.guard.look();
    assertEquals(Phase.WATCHING, one.phase());
  }

  /** A verdict that was only reported is no order to kill, also for a node that starts later. */
  @Test
  void restartedNode_doesNotActOnAnOldAlarm_afterTheGuardWasChangedToKill() {
    Node one = new Node(checkout(Then.NOTIFY).percentage(50).build());
    assertEquals(Action.TOLD, one.halt().action());
    one.change(it -> it.toBuilder().guard(Guard.builder().then(Then.KILL).build()).build());
    Node later = new Node(one.stored());
    later.lookUntil(() -> later.phase() == Phase.ENDED);
    assertTrue(later.isOn());
    assertNull(later.stored().killed());
    assertEquals(List.of(), later.heard);
  }

  @Test
  void restartedNode_doesNotHoldAScheduleAgain_thatSomebodyHasLetGoOn() {
    Node one = new Node(scheduled());
    assertEquals(Action.HELD, one.halt().action());
    Schedule before = Objects.requireNonNull(scheduledAs(one.stored()));
    one.change(it -> it.toBuilder().schedule(before).build());
    Node later = new Node(one.stored());
    later.lookUntil(() -> later.phase() == Phase.ENDED);
    assertNull(Objects.requireNonNull(later.stored().schedule()).hold());
  }

  /** Returns the schedule of a flag without its hold, as an import of an older file has it. */
  private static Schedule scheduledAs(Flag flag) {
    Schedule held = Objects.requireNonNull(flag.schedule());
    return Schedule.from(held.start(), held.steps().toArray(Step[]::new));
  }

  /** The flag was never killed in the database, so its history and its test are the same. */
  @Test
  void personWhoReEnablesTheFlag_beforeItsKillIsWritten_isNotOverruled() {
    Node one = new Node(checkout(Then.KILL).percentage(50).build());
    one.cannotWrite();
    one.halt();
    assertFalse(one.isOn());
    one.faults.beforeKill(null);
    one.features.integration().liftLocally("checkout");
    one.store.lift("checkout", Change.by("ann", "it was something else"));
    Instant until = Instant.now().plusSeconds(3);
    one.lookUntil(() -> Instant.now().isAfter(until));
    assertTrue(one.isOn());
    assertEquals(Phase.ENDED, one.phase());
    assertNull(one.stored().killed());
  }

  /** The server that took over is older than the kill, and so is its history. */
  @Test
  void killThatAFailoverHasLost_isFoundAgain() {
    Node one = new Node(checkout(Then.KILL).percentage(50).build(), Duration.ofMillis(200));
    Databases.run(database, "CREATE TABLE older AS SELECT * FROM feature_flags");
    assertEquals(Action.KILLED, one.halt().action());
    one.lookUntil(() -> !one.isOn());
    Databases.run(
        database,
        "DELETE FROM feature_flag_guard_events",
        "DELETE FROM feature_flag_guard_tests",
        "DELETE FROM feature_flag_history WHERE by = 'guard'",
        "DELETE FROM feature_flags",
        "INSERT INTO feature_flags SELECT * FROM older");
    Await.until("the older flag is on", one::isOn);
    Traffic again = new Traffic("checkout");
    Await.until(
        "it is killed again",
        () -> {
          again.send(one.features, 20, 0.95, 0.002);
          one.guard.look();
          return !one.isOn();
        });
    assertTrue(one.stored().isKilled());
  }

  @ParameterizedTest
  @EnumSource
  void recordedVerdict_isReadAsItWasWritten(Action action) {
    RecordedVerdict verdict = new RecordedVerdict(action, "9 of 41 users: KILLED: ten");
    assertEquals(verdict, RecordedVerdict.parse(verdict.text()));
  }

  @Test
  void recordedVerdict_withoutAnAction_isAKillThatMayNotBeWritten() {
    RecordedVerdict old = RecordedVerdict.parse("9 of 41 users");
    assertEquals(new RecordedVerdict(Action.KILLED_UNWRITTEN, "9 of 41 users"), old);
    assertTrue(old.needsAction(Then.KILL));
    assertFalse(old.needsAction(Then.NOTIFY));
  }
}
