package dev.jackstaff.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.model.About;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Schedule.Step;
import dev.jackstaff.model.Variant;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every writable store. */
abstract class WritableFlagStoreContract {
  static final Change ANN = Change.by("ann", "a test");
  static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private volatile Instant now = NOON;
  private WritableFlagStore store;

  /** An empty store. */
  abstract WritableFlagStore open(InstantSource clock) throws Exception;

  /** Has others make the origin one that cannot be read or written; false if that cannot be. */
  boolean breakOrigin() throws Exception {
    return false;
  }

  /** Makes it again what it was. */
  void mendOrigin() throws Exception {}

  /** Has the store look at its origin. */
  void look() {}

  @BeforeEach
  void openStore() throws Exception {
    store = open(() -> now);
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  final WritableFlagStore store() {
    return store;
  }

  final void passes(Duration time) {
    now = now.plus(time);
  }

  private String revision(String flag) {
    return store.find(flag).orElseThrow().revision();
  }

  private Flag flag(String name) {
    return store.find(name).orElseThrow().value();
  }

  @Test
  void put_newFlag_isSeenAtOnceWithItsRevision() {
    Flag flag = Flag.percentage("new_search", 20);
    String revision = store.put(flag, null, ANN);
    assertEquals(flag, store.flags().find("new_search").orElseThrow());
    assertEquals(new Versioned<>(flag, revision), store.find("new_search").orElseThrow());
  }

  @Test
  void put_everythingAFlagCanHave_comesBackEqual() {
    store.put(Flag.on("base"), null, ANN);
    store.putSegment("beta", Condition.always(), null, ANN);
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("z", Arrays.asList(1, null, 2.5, "\"quoted\" → 🏴"));
    metadata.put("a", Map.of("deep", true));
    Flag flag =
        Flag.builder("full")
            .enabled(true)
            .users("user:1", "Ünï→🏴", "it's \"quoted\"\\")
            .percentage(33.25)
            .rule(Rule.percentage(Condition.inSegment("beta"), 12.5))
            .variant(Variant.of("zulu", 10, Map.of("size", 3)))
            .variant(Variant.of("alpha", 90, Map.of("size", 1)))
            .requires("base")
            .bucketBy("company")
            .salt("other")
            .killed(new Kill("ann", NOON, "it's broken"))
            .guard(Guard.DEFAULT)
            .type(FlagType.EXPERIMENT)
            .about(new About("what", "who", List.of("x"), NOON, NOON, true, metadata))
            .build();
    String revision = store.put(flag, null, ANN);
    assertEquals(flag, flag("full"));
    assertEquals(flag, store.flags().find("full").orElseThrow());
    assertEquals(revision, revision("full"));
  }

  @Test
  void put_overAFlagThatIsThereUnseen_isRefusedWithBothVersions() {
    String first = store.put(Flag.on("a"), null, ANN);
    StaleRevisionException stale =
        assertThrows(StaleRevisionException.class, () -> store.put(Flag.off("a"), null, ANN));
    assertNull(stale.expected());
    assertEquals(new Versioned<>(Flag.on("a"), first), stale.current());
    assertEquals(Flag.on("a"), flag("a"));
  }

  @Test
  void put_withAnOldRevision_isRefusedWithBothVersions() {
    String first = store.put(Flag.percentage("a", 1), null, ANN);
    String second = store.put(Flag.percentage("a", 2), first, ANN);
    assertNotEquals(first, second);
    StaleRevisionException stale =
        assertThrows(
            StaleRevisionException.class, () -> store.put(Flag.percentage("a", 3), first, ANN));
    assertEquals(first, stale.expected());
    assertEquals(second, stale.current().revision());
    assertEquals(Flag.percentage("a", 2), flag("a"));
  }

  @Test
  void put_ofAFlagThatWasRemoved_isRefused() {
    String first = store.put(Flag.on("a"), null, ANN);
    store.remove("a", first, false, ANN);
    StaleRevisionException stale =
        assertThrows(StaleRevisionException.class, () -> store.put(Flag.off("a"), first, ANN));
    assertNull(stale.current());
    assertTrue(store.flags().find("a").isEmpty());
  }

  @Test
  void put_whatIsThereAlready_changesNothing() {
    String first = store.put(Flag.on("a"), null, ANN);
    List<FlagSet> told = new ArrayList<>();
    store.watch(told::add);
    assertEquals(first, store.put(Flag.on("a"), first, ANN));
    assertEquals(List.of(), told);
  }

  @Test
  void put_requiringAnUnknownFlag_isRefusedAndNothingIsWritten() {
    Flag flag = Flag.builder("a").requires("missing").build();
    assertThrows(InvalidFlagsException.class, () -> store.put(flag, null, ANN));
    assertTrue(store.find("a").isEmpty());
  }

  @Test
  void put_closingACircle_isRefused() {
    store.put(Flag.on("a"), null, ANN);
    store.put(Flag.builder("b").requires("a").build(), null, ANN);
    Flag circle = Flag.builder("a").requires("b").build();
    assertThrows(InvalidFlagsException.class, () -> store.put(circle, revision("a"), ANN));
    assertEquals(Flag.on("a"), flag("a"));
  }

  @Test
  void remove_aFlagThatAnotherRequires_isRefusedUnlessForced() {
    store.put(Flag.on("a"), null, ANN);
    store.put(Flag.builder("b").requires("!a").enabled(true).build(), null, ANN);
    assertThrows(InvalidFlagsException.class, () -> store.remove("a", revision("a"), false, ANN));
    assertEquals(2, store.flags().size());
    store.remove("a", revision("a"), true, ANN);
    assertEquals(List.of(Flag.on("b")), List.copyOf(store.flags().flags()));
    assertTrue(store.find("a").isEmpty());
  }

  @Test
  void remove_withAnOldRevision_isRefused() {
    String first = store.put(Flag.on("a"), null, ANN);
    store.put(Flag.off("a"), first, ANN);
    assertThrows(StaleRevisionException.class, () -> store.remove("a", first, true, ANN));
    assertTrue(store.find("a").isPresent());
  }

  @Test
  void kill_andLift_restoreTheFlagExactly() {
    Flag flag = Flag.builder("a").percentage(12.5).users("user:1").enabled(true).build();
    store.put(flag, null, ANN);
    store.kill("a", Change.by("bob", "on fire"));
    assertEquals(flag.toBuilder().killed(new Kill("bob", NOON, "on fire")).build(), flag("a"));
    assertEquals(flag("a"), store.flags().find("a").orElseThrow());
    String lifted = store.lift("a", ANN);
    assertEquals(flag, flag("a"));
    assertEquals(lifted, revision("a"));
  }

  @Test
  void kill_ofAKilledFlag_keepsTheFirstKill() {
    store.put(Flag.on("a"), null, ANN);
    String first = store.kill("a", Change.by("bob", "first"));
    passes(Duration.ofMinutes(1));
    assertEquals(first, store.kill("a", Change.by("cy", "second")));
    assertEquals(new Kill("bob", NOON, "first"), flag("a").killed());
  }

  @Test
  void setRollout_onASchedule_replacesIt() {
    store.put(ramp(), null, ANN);
    String revision = store.setRollout("ramp", 40, ANN);
    assertEquals(Flag.percentage("ramp", 40), flag("ramp"));
    assertEquals(revision, revision("ramp"));
  }

  @Test
  void hold_andResume_goOnFromWhereTheRampStood() {
    store.put(ramp(), null, ANN);
    passes(Duration.ofDays(3));
    store.hold("ramp", ANN);
    passes(Duration.ofDays(30));
    assertEquals(5, flag("ramp").schedule().percentage(now));
    String resumed = store.resume("ramp", ANN);
    assertEquals(5, flag("ramp").schedule().percentage(now));
    assertEquals(25, flag("ramp").schedule().percentage(now.plus(Duration.ofDays(4))));
    assertEquals(resumed, revision("ramp"));
  }

  @Test
  void hold_withoutASchedule_changesNothing() {
    String first = store.put(Flag.percentage("a", 5), null, ANN);
    assertEquals(first, store.hold("a", ANN));
    assertEquals(first, store.resume("a", ANN));
  }

  private static Flag ramp() {
    Schedule schedule =
        Schedule.from(
            LocalDate.of(2026, 11, 23),
            ZoneId.of("Europe/Berlin"),
            Step.days(0, 1),
            Step.days(3, 5),
            Step.days(7, 25));
    return Flag.builder("ramp").schedule(schedule).build();
  }

  @Test
  void edits_ofAnUnknownFlag_sayThatItIsUnknown() {
    assertThrows(NoSuchElementException.class, () -> store.kill("nobody", ANN));
    assertThrows(NoSuchElementException.class, () -> store.lift("nobody", ANN));
    assertThrows(NoSuchElementException.class, () -> store.hold("nobody", ANN));
    assertThrows(NoSuchElementException.class, () -> store.resume("nobody", ANN));
    assertThrows(NoSuchElementException.class, () -> store.setRollout("nobody", 5, ANN));
  }

  @Test
  void setRollout_outsideOfTheRange_isRefused() {
    store.put(Flag.on("a"), null, ANN);
    assertThrows(InvalidFlagsException.class, () -> store.setRollout("a", 140, ANN));
    assertEquals(Flag.on("a"), flag("a"));
  }

  @Test
  void segments_areWrittenAsFlagsAre() {
    Condition staff = Condition.is("role", "staff");
    String first = store.putSegment("team", staff, null, ANN);
    assertEquals(new Versioned<>(staff, first), store.findSegment("team").orElseThrow());
    assertEquals(Map.of("team", staff), store.flags().segments());
    assertThrows(
        StaleRevisionException.class,
        () -> store.putSegment("team", Condition.always(), null, ANN));
    String second = store.putSegment("team", Condition.always(), first, ANN);
    assertThrows(StaleRevisionException.class, () -> store.removeSegment("team", first, ANN));
    store.removeSegment("team", second, ANN);
    assertTrue(store.findSegment("team").isEmpty());
    assertTrue(store.flags().segments().isEmpty());
  }

  @Test
  void removeSegment_thatAFlagUses_isRefused() {
    String revision = store.putSegment("team", Condition.always(), null, ANN);
    Rule rule = Rule.enabled(Condition.inSegment("team"), true);
    store.put(Flag.builder("a").rule(rule).build(), null, ANN);
    assertThrows(InvalidFlagsException.class, () -> store.removeSegment("team", revision, ANN));
    assertTrue(store.findSegment("team").isPresent());
  }

  @Test
  void watch_isToldOfEveryChange_untilItIsClosed() {
    List<Integer> sizes = new ArrayList<>();
    FlagStore.Watch watch = store.watch(set -> sizes.add(set.size()));
    store.put(Flag.on("a"), null, ANN);
    store.put(Flag.on("b"), null, ANN);
    watch.close();
    watch.close();
    store.put(Flag.on("c"), null, ANN);
    assertEquals(List.of(1, 2), sizes);
  }

  @Test
  void watch_thatFails_doesNotHarmTheOthers() {
    List<FlagSet> told = new ArrayList<>();
    store.watch(
        set -> {
          throw new IllegalStateException("on purpose");
        });
    store.watch(told::add);
    store.put(Flag.on("a"), null, ANN);
    assertEquals(1, told.size());
  }

  @Test
  void put_byTwoWritersWithOneRevision_isTakenFromExactlyOne() throws Exception {
    String revision = store.put(Flag.off("contested"), null, ANN);
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      for (int i = 0; i < 50; i++) {
        String seen = revision;
        Callable<String> one = () -> attempt(Flag.users("contested", "one"), seen);
        Callable<String> other = () -> attempt(Flag.users("contested", "other"), seen);
        List<String> won = new ArrayList<>();
        for (Future<String> result : two.invokeAll(List.of(one, other))) {
          won.add(result.get());
        }
        assertEquals(1, won.stream().filter(r -> !r.isEmpty()).count(), "round " + i + won);
        revision = store.put(Flag.off("contested"), revision("contested"), ANN);
      }
    } finally {
      two.shutdownNow();
    }
  }

  private String attempt(Flag flag, String seen) {
    try {
      return store.put(flag, seen, ANN);
    } catch (StaleRevisionException lost) {
      return "";
    }
  }

  @Test
  void kill_whileTheOriginIsBroken_isInForceAtOnce_andWrittenOnceItCanBe() throws Exception {
    store.put(Flag.on("a"), null, ANN);
    store.put(Flag.builder("b").enabled(true).requires("a").build(), null, ANN);
    assumeTrue(breakOrigin());
    look();
    List<FlagSet> told = new ArrayList<>();
    store.watch(told::add);

    String revision = store.kill("a", Change.by("bob", "on fire"));

    Flag killed = store.flags().find("a").orElseThrow();
    assertEquals(new Kill("bob", NOON, "on fire"), killed.killed());
    assertTrue(revision.endsWith(FlagJson.revision(killed)), revision);
    assertEquals(1, told.size(), "watchers were told");
    String said = store.status().unwritten().get("a");
    assertTrue(said.startsWith("killed; not yet written because "), said);
    look();
    assertTrue(store.flags().find("a").orElseThrow().isKilled(), "after a look");

    mendOrigin();
    look();

    assertEquals(Map.of(), store.status().unwritten());
    assertEquals(killed, flag("a"));
    assertEquals(revision, revision("a"));
    assertEquals(killed, store.flags().find("a").orElseThrow());
    store.lift("a", ANN);
    assertEquals(Flag.on("a"), store.flags().find("a").orElseThrow());
  }

  @Test
  void setRolloutTo0_whileTheOriginIsBroken_isInForceAtOnce_andWrittenOnceItCanBe()
      throws Exception {
    store.put(Flag.percentage("a", 20), null, ANN);
    assumeTrue(breakOrigin());
    look();

    store.setRollout("a", 0, ANN);

    assertEquals(Flag.percentage("a", 0), store.flags().find("a").orElseThrow());
    String said = store.status().unwritten().get("a");
    assertTrue(said.startsWith("rollout 0 %; not yet written because "), said);
    mendOrigin();
    look();
    assertEquals(Map.of(), store.status().unwritten());
    assertEquals(Flag.percentage("a", 0), flag("a"));
  }

  @Test
  void lift_ofAKillThatIsNotWritten_withdrawsIt() throws Exception {
    store.put(Flag.on("a"), null, ANN);
    assumeTrue(breakOrigin());
    look();
    store.kill("a", ANN);

    store.lift("a", ANN);

    assertEquals(Flag.on("a"), store.flags().find("a").orElseThrow());
    assertEquals(Map.of(), store.status().unwritten());
    mendOrigin();
    look();
    assertEquals(Flag.on("a"), flag("a"));
  }

  @Test
  void edit_thatIsNoActOfSafety_isRefusedWhileTheOriginIsBroken() throws Exception {
    store.put(Flag.percentage("a", 20), null, ANN);
    assumeTrue(breakOrigin());
    look();
    assertThrows(RuntimeException.class, () -> store.setRollout("a", 50, ANN));
    assertThrows(RuntimeException.class, () -> store.lift("a", ANN));
    assertThrows(RuntimeException.class, () -> store.kill("nobody", ANN));
    assertEquals(Flag.percentage("a", 20), store.flags().find("a").orElseThrow());
    assertEquals(Map.of(), store.status().unwritten());
    mendOrigin();
  }

  @Test
  void watcherThatWaitsForAnotherThreadsKill_doesNotHinderIt() throws Exception {
    store.put(Flag.on("a"), null, ANN);
    store.put(Flag.on("b"), null, ANN);
    ExecutorService other = Executors.newSingleThreadExecutor();
    List<String> killed = new ArrayList<>();
    try {
      store.watch(
          set -> {
            if (killed.isEmpty() && set.find("a").orElseThrow().isKilled()) {
              killed.add(await(other.submit(() -> store.kill("b", ANN))));
            }
          });
      store.kill("a", ANN);
    } finally {
      other.shutdownNow();
    }
    assertEquals(List.of(revision("b")), killed);
  }

  private static String await(Future<String> future) {
    try {
      return future.get(1, TimeUnit.MINUTES);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void status_isReady() {
    assertEquals(StoreStatus.State.READY, store.status().state());
    assertNull(store.status().reason());
    assertEquals(List.of(), store.status().faults());
  }

  @Test
  void close_twice_keepsTheLastSetReadable() {
    store.put(Flag.on("a"), null, ANN);
    store.close();
    store.close();
    assertFalse(store.flags().find("a").isEmpty());
  }
}
