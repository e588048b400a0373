package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchTest {
  private static final Change CHANGE = new Change("ann", "test");

  private final MemoryFlagStore store =
      MemoryFlagStore.of(
          set(
              """
              {"flags": {"base": true, "upper": {"enabled": true, "requires": ["base"]},
                 "tested": {"rules": [{"if": {"$inSegment": "beta"}, "enabled": true}]},
                 "other": true},
               "segments": {"beta": {"plan": "pro"}}}
              """));
  private final FeatureFlags features = FeatureFlags.of(store);
  private final List<Set<String>> told = new ArrayList<>();

  @AfterEach
  void close() {
    features.close();
  }

  @Test
  void changedFlag_isTold_withTheFlagsThatRequireIt() {
    features.watch(told::add);
    store.kill("base", CHANGE);
    assertEquals(List.of(Set.of("base", "upper")), told);
  }

  @Test
  void watcher_isTold_whenTheEngineAlreadyAnswersAnew() {
    AtomicReference<Boolean> seen = new AtomicReference<>();
    features.watch(names -> seen.set(features.isEnabled("other", null)));
    store.kill("other", CHANGE);
    assertEquals(false, seen.get());
  }

  @Test
  void removedFlag_isTold() {
    features.watch(told::add);
    store.remove("other", store.find("other").orElseThrow().revision(), false, CHANGE);
    assertEquals(List.of(Set.of("other")), told);
  }

  @Test
  void changedSegment_isAChangeOfAllFlags() {
    features.watch(told::add);
    String revision = store.findSegment("beta").orElseThrow().revision();
    var fewer = set("{\"flags\": {}, \"segments\": {\"beta\": {\"plan\": \"team\"}}}");
    store.putSegment("beta", fewer.segments().get("beta"), revision, CHANGE);
    assertEquals(List.of(Set.of("base", "upper", "tested", "other")), told);
  }

  @Test
  void view_isToldOfItsOwnFlagsAlone() {
    features.only(List.of("upp*")).watch(told::add);
    store.kill("other", CHANGE);
    store.kill("base", CHANGE);
    assertEquals(List.of(Set.of("upper")), told);
  }

  @Test
  void closedWatch_isToldNothing_andTheOthersStay() {
    var names = new ArrayList<Set<String>>();
    Scope first = features.watch(told::add);
    features.watch(names::add);
    first.close();
    store.kill("other", CHANGE);
    assertEquals(List.of(), told);
    assertEquals(1, names.size());
  }

  @Test
  void watcherThatThrows_isReported_andTheOthersAreTold() {
    features.watch(
        names -> {
          throw new IllegalStateException("as meant");
        });
    features.watch(told::add);
    store.kill("other", CHANGE);
    assertEquals(1, told.size());
    assertTrue(features.status().faults().toString().contains("as meant"));
  }

  /** It comes on the thread that brings changes, which has to bring more of them. */
  @Test
  void watcherThatThrowsAnError_isReported_andTheOthersAreTold() {
    features.watch(
        names -> {
          throw new NoClassDefFoundError("as meant");
        });
    features.watch(told::add);
    store.kill("other", CHANGE);
    assertEquals(1, told.size());
    assertTrue(features.status().faults().toString().contains("as meant"));
  }

  @Test
  void scheduleThatReachesAStep_isTold() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-20T00:00:00Z"));
    Engine engine = new Engine(now::get, List.of(), 0, true);
    String schedule = "{\"start\": \"2026-11-20\", \"steps\": [[0, 1], [3, 5]]}";
    engine.use(set("{\"ramp\": {\"schedule\": " + schedule + "}, \"still\": true}"));
    engine.watch(told::add);
    engine.tick();
    now.updateAndGet(then -> then.plus(Duration.ofDays(3)));
    engine.tick();
    assertEquals(List.of(Set.of("ramp")), told);
  }

  private static FlagSet set(String document) {
    return FlagDocument.read(document.getBytes(StandardCharsets.UTF_8), "flags.json");
  }
}
