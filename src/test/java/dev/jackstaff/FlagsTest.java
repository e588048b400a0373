package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FlagsTest {
  private static final FeatureFlags FEATURES =
      FeatureFlags.of(FlagSet.of(Flag.users("mine", "anna"), Flag.on("on")));

  private final Evaluation anna = FEATURES.evaluate(User.of("anna"));
  private final Evaluation ben = FEATURES.evaluate(User.of("ben"));

  @AfterEach
  void threadHoldsNothing() {
    assertNull(Flags.current());
  }

  @Test
  void outsideARequest_everyFlagIsOff_andEveryAnswerTheDefault() {
    assertFalse(Flags.on("on"));
    assertFalse(Flags.on("unknown"));
    assertEquals("control", Flags.variant("on", "control"));
    assertEquals(20, Flags.value("on", Integer.class, 20));
  }

  @Test
  void check_neverThrows_whateverTheName() {
    assertFalse(Flags.on(null));
    assertFalse(Flags.on(""));
    try (var scope = Flags.bind(anna)) {
      assertTrue(Flags.on("on"), scope.toString());
      assertFalse(Flags.on(null));
      assertFalse(Flags.on("x".repeat(10_000)));
      assertEquals("control", Flags.variant("\n", "control"));
      assertEquals(1, Flags.value("unknown", int.class, 1));
    }
  }

  @Test
  void boundEvaluation_answers_untilItsScopeIsClosed() {
    Scope outer = Flags.bind(anna);
    assertTrue(Flags.on("mine"));
    Scope inner = Flags.bind(ben);
    assertFalse(Flags.on("mine"));
    Scope none = Flags.bind(null);
    assertFalse(Flags.on("on"));
    none.close();
    assertSame(ben, Flags.current());
    inner.close();
    assertSame(anna, Flags.current());
    outer.close();
  }

  @Test
  void request_hasTheEvaluationThatTheFilterPutThere() {
    ServletRequest request = mock();
    assertNull(Flags.from(request));
    when(request.getAttribute(Flags.ATTRIBUTE)).thenReturn(anna);
    assertSame(anna, Flags.from(request));
    when(request.getAttribute(Flags.ATTRIBUTE)).thenReturn("of another class");
    assertNull(Flags.from(request));
  }

  private void nothing() {
    seen.add(Flags.on("mine"));
  }

  private boolean something() {
    return Flags.on("mine");
  }

  private final List<Boolean> seen = new ArrayList<>();

  /** Half of the test is that these lines compile. */
  @Test
  void lambda_isWrappedAsWhatItIs_voidOrValue() throws Exception {
    Scope scope = Flags.bind(anna);
    Runnable runnable = Flags.wrap(() -> nothing());
    Callable<Boolean> callable = Flags.wrap(() -> something());
    Callable<Boolean> reference = Flags.wrap(this::something);
    Supplier<Boolean> supplier = Flags.wrapSupplier(() -> something());
    scope.close();
    runnable.run();
    assertEquals(List.of(true), seen);
    assertTrue(callable.call());
    assertTrue(reference.call());
    assertTrue(supplier.get());
  }

  @Test
  void wrappedTask_bringsBackWhatTheThreadHadBefore_alsoWhenItThrows() {
    Scope wrapping = Flags.bind(anna);
    Callable<Boolean> task =
        Flags.wrap(
            () -> {
              throw new IOException("asked");
            });
    wrapping.close();
    Scope scope = Flags.bind(ben);
    assertThrows(IOException.class, task::call);
    assertSame(ben, Flags.current());
    scope.close();
  }

  @Test
  void taskWrappedOutsideARequest_seesNothing_whereverItRuns() throws Exception {
    Callable<Boolean> task = Flags.wrap(() -> something());
    Scope scope = Flags.bind(anna);
    assertFalse(task.call());
    scope.close();
  }

  @Test
  void executor_takesTheFlagsOfTheThreadThatSubmits_notOfTheOneThatWrapped() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      ExecutorService wrapped = Flags.wrap(pool);
      assertFalse(wrapped.submit(this::something).get(Await.LONG.toSeconds(), TimeUnit.SECONDS));
      Scope scope = Flags.bind(anna);
      Future<Boolean> submitted = wrapped.submit(this::something);
      scope.close();
      assertTrue(submitted.get(Await.LONG.toSeconds(), TimeUnit.SECONDS));
      assertNull(pool.submit(Flags::current).get(Await.LONG.toSeconds(), TimeUnit.SECONDS));
      wrapped.shutdown();
      assertTrue(wrapped.awaitTermination(Await.LONG.toSeconds(), TimeUnit.SECONDS));
      assertTrue(pool.isShutdown() && wrapped.isTerminated());
    } finally {
      pool.shutdownNow();
    }
  }
}
