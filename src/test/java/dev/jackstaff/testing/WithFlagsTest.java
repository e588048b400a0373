package dev.jackstaff.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.User;
import dev.jackstaff.model.Variant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

@WithFlags(on = "of_class", off = "both", variants = "button=green")
class WithFlagsTest {
  @Test
  void flagOfClass_inEachMethod_isOn() {
    assertTrue(Flags.on("of_class"));
    assertFalse(Flags.on("of_method"));
    assertEquals("green", Flags.variant("button", "control"));
  }

  @Test
  @WithFlags(
      on = {"of_method", "both"},
      variants = "button=blue")
  void flagOfMethod_overItsClass_wins() {
    assertTrue(Flags.on("of_class"));
    assertTrue(Flags.on("of_method"));
    assertTrue(Flags.on("both"));
    assertEquals("blue", Flags.variant("button", "control"));
    assertEquals("blue", Flags.value("button", String.class, "control"));
  }

  @Test
  void flag_thatIsOff_isOff() {
    assertFalse(Flags.on("both"));
    assertEquals("off", Flags.variant("both", "control"));
  }

  @Test
  @WithFlags(on = "of_method")
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void flag_onTheThreadOfATimeout_isOn() {
    assertTrue(Flags.on("of_class"));
    assertTrue(Flags.on("of_method"));
  }

  @Test
  void everyMethod_onTheThreadsOfTimeouts_hasTheFlags() {
    Separate.SEEN.clear();
    run(
            builder ->
                builder.configurationParameter(
                    "junit.jupiter.execution.timeout.thread.mode.default", "SEPARATE_THREAD"),
            Separate.class)
        .assertStatistics(events -> events.succeeded(3));
    assertEquals(
        Set.of(
            "before true",
            "test true",
            "template true",
            "factory true",
            "dynamic true",
            "after true"),
        Set.copyOf(Separate.SEEN));
  }

  @WithFlags(on = "separate")
  @Timeout(60)
  static class Separate {
    static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();

    private static void see(String method) {
      SEEN.add(method + " " + Flags.on("separate"));
    }

    @BeforeEach
    void before() {
      see("before");
    }

    @Test
    void test() {
      see("test");
    }

    @RepeatedTest(1)
    void template() {
      see("template");
    }

    @TestFactory
    Stream<DynamicTest> factory() {
      see("factory");
      return Stream.of(DynamicTest.dynamicTest("dynamic", () -> see("dynamic")));
    }

    @AfterEach
    void after() {
      see("after");
    }
  }

  @Nested
  @WithFlags(on = "nested")
  class Inside {
    @Test
    void flagsOfOuterClass_inNestedClass_hold() {
      assertTrue(Flags.on("nested"));
      assertTrue(Flags.on("of_class"));
    }
  }

  /** The classes below are run by the tests, in an engine of their own. */
  private static Events run(Class<?>... classes) {
    return run(kit -> {}, classes);
  }

  private static Events run(Consumer<EngineTestKit.Builder> options, Class<?>... classes) {
    EngineTestKit.Builder kit =
        EngineTestKit.engine("junit-jupiter")
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
            .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
            .configurationParameter(
                "junit.jupiter.execution.parallel.config.fixed.parallelism", "4");
    for (Class<?> type : classes) {
      kit.selectors(selectClass(type));
    }
    options.accept(kit);
    return kit.execute().testEvents();
  }

  @Test
  void thread_afterATest_holdsNothing() {
    run(Once.class).assertStatistics(events -> events.succeeded(1));
    assertTrue(Flags.on("of_class"), "only this test's own flags are bound");
  }

  static class Once {
    @Test
    @WithFlags(on = "inner")
    void bound() {
      assertTrue(Flags.on("inner"));
      assertFalse(Flags.on("of_class"));
    }
  }

  @Test
  void parallelTests_meetingInTheMiddle_seeTheirOwnFlagsOnly() {
    run(Parallel.class).assertStatistics(events -> events.succeeded(2));
  }

  @Execution(ExecutionMode.CONCURRENT)
  static class Parallel {
    private static final CyclicBarrier BOTH = new CyclicBarrier(2);

    @Test
    @WithFlags(on = "left")
    void left() throws Exception {
      BOTH.await(Await.LONG.toSeconds(), TimeUnit.SECONDS);
      assertTrue(Flags.on("left"));
      assertFalse(Flags.on("right"));
    }

    @Test
    @WithFlags(on = "right")
    void right() throws Exception {
      BOTH.await(Await.LONG.toSeconds(), TimeUnit.SECONDS);
      assertTrue(Flags.on("right"));
      assertFalse(Flags.on("left"));
    }
  }

  @Test
  void testsThatShareAnEngine_runInParallel_takeTurns() {
    Shared.SEEN.clear();
    run(Shared.class, SharedToo.class).assertStatistics(events -> events.succeeded(4));
    assertEquals(1, Shared.MOST.get(), "at most one test at a time");
    assertEquals(4, Shared.SEEN.size());
    assertFalse(Shared.FEATURES.evaluate(User.anonymous()).isOn("checkout"));
  }

  /** The flags that a server in the same process would use, on any thread. */
  @Execution(ExecutionMode.CONCURRENT)
  static class Shared {
    @Overridden("one")
    static final FeatureFlags FEATURES =
        FeatureFlags.of(FlagSet.of(Flag.off("checkout"), Flag.off("dark"), killed("stopped")));

    static final AtomicInteger INSIDE = new AtomicInteger();
    static final AtomicInteger MOST = new AtomicInteger();
    static final Queue<List<String>> SEEN = new ConcurrentLinkedQueue<>();

    static void visit(List<String> expected) {
      MOST.accumulateAndGet(INSIDE.incrementAndGet(), Math::max);
      List<String> active = FEATURES.evaluate(User.of("anybody")).active();
      for (int i = 0; i < 1000; i++) {
        assertEquals(active, FEATURES.evaluate(User.of("user:" + i)).active());
      }
      INSIDE.decrementAndGet();
      SEEN.add(active);
      assertEquals(expected, active);
    }

    private static Flag killed(String name) {
      return Flag.on(name).toBuilder().killed(Kill.UNEXPLAINED).build();
    }

    @Test
    @WithFlags(on = "checkout")
    void checkout() {
      visit(List.of("checkout"));
    }

    @Test
    @WithFlags(on = {"dark", "stopped"})
    void killedFlag_overridden_staysOff() {
      visit(List.of("dark"));
      assertTrue(Flags.on("dark"), "the thread answers as the engine does");
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  static class SharedToo {
    @Overridden("one")
    final FeatureFlags sameEngine = Shared.FEATURES;

    @Test
    @WithFlags(on = {"checkout", "dark"})
    void both() {
      Shared.visit(List.of("checkout", "dark"));
    }

    @Test
    @WithFlags
    void none() {
      Shared.visit(List.of());
    }
  }

  @Test
  void flag_thatTheEngineDoesNotHave_failsTheTestWithTheOnesItHas() {
    String message = failure(Unknown.class);
    assertTrue(
        message.contains(
            "@WithFlags: chekout is not defined; did you mean 'checkout'?; defined are"
                + " [checkout]"),
        message);
  }

  @Test
  void variant_thatTheFlagDoesNotHave_failsTheTestWithThoseItHas() {
    String message = failure(UnknownVariant.class);
    assertTrue(
        message.contains(
            "@WithFlags: button has no variant 'gren'; did you mean 'green'?; its variants are"
                + " [control, green]"),
        message);
    assertTrue(message.contains("checkout has no variant 'pink'; it has none"), message);
  }

  static class UnknownVariant {
    @Overridden
    final FeatureFlags features =
        FeatureFlags.of(
            FlagSet.of(
                Flag.off("checkout"),
                Flag.off("button").toBuilder()
                    .variant(Variant.of("control", 1))
                    .variant(Variant.of("green", 1))
                    .build()));

    @Test
    @WithFlags(variants = {"button=gren", "checkout=pink"})
    void never() {}
  }

  static class Unknown {
    @Overridden final FeatureFlags features = FeatureFlags.of(FlagSet.of(Flag.off("checkout")));

    @Test
    @WithFlags(on = "chekout")
    void never() {}
  }

  @Test
  void markedField_thatHoldsNothing_failsTheTestWithTheField() {
    String message = failure(Empty.class);
    assertTrue(message.contains("is marked @Overridden, so it must hold a FeatureFlags"), message);
  }

  static class Empty {
    @Overridden FeatureFlags features;

    @Test
    @WithFlags(on = "checkout")
    void never() {
      assertNull(features);
    }
  }

  @Test
  void variant_withoutAValue_failsTheTest() {
    assertTrue(failure(Malformed.class).contains("'green' should be name=variant"));
  }

  static class Malformed {
    @Test
    @WithFlags(variants = "green")
    void never() {}
  }

  private static String failure(Class<?> type) {
    return run(type).failed().stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .map(result -> String.valueOf(result.getThrowable().orElseThrow().getMessage()))
        .findFirst()
        .orElseThrow();
  }
}
