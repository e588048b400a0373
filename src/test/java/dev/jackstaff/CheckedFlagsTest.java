package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.internal.eval.FlagSlot;
import dev.jackstaff.internal.eval.FlagTable;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CheckedFlagsTest {
  private static FlagTable table(int flags) {
    return FlagTable.dense(IntStream.range(0, flags).mapToObj(i -> "flag_" + i).toList());
  }

  private static <T> T elsewhere(Callable<T> task) throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      return thread.submit(task).get();
    } finally {
      thread.shutdown();
    }
  }

  @Test
  void flag_isMarkedOnce_whicheverThreadAsksFirst() throws Exception {
    FlagTable table = table(200);
    CheckedFlags asked = new CheckedFlags(table);
    assertTrue(asked.mark(table.at(70)));
    assertFalse(asked.mark(table.at(70)));
    assertFalse(elsewhere(() -> asked.mark(table.at(70))));
    assertTrue(elsewhere(() -> asked.mark(table.at(130))));
    assertFalse(asked.mark(table.at(130)));
    assertEquals(List.of("flag_70", "flag_130"), asked.names());
    List<String> each = new ArrayList<>();
    asked.forEach(place -> each.add(place.name()));
    assertEquals(asked.names(), each);
  }

  /** All bits of all words are written by everybody, and none is lost. */
  @Test
  void marksOfManyThreads_areAllThere() throws Exception {
    FlagTable table = table(300);
    for (int round = 0; round < 200; round++) {
      CheckedFlags asked = new CheckedFlags(table);
      ExecutorService threads = Executors.newFixedThreadPool(3);
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 0; thread < 3; thread++) {
        int first = thread;
        done.add(threads.submit(() -> mark(asked, table, first)));
      }
      mark(asked, table, 3);
      for (Future<?> task : done) {
        task.get();
      }
      threads.shutdown();
      assertEquals(300, asked.names().size());
    }
  }

  /** More flags than have a bit of their own that spares them the second mark. */
  @Test
  @SuppressWarnings("try") // the scope is not asked, it holds
  void eachRequest_isToldOfEachFlagOnce_howeverOftenAndWhereverItIsAsked() throws Exception {
    List<Flag> flags = IntStream.range(0, 200).mapToObj(i -> Flag.off("flag_" + i)).toList();
    List<String> told = new ArrayList<>();
    RecordedEvidence evidence = new RecordedEvidence();
    try (FeatureFlags features = FeatureFlags.of(FlagSet.of(flags));
        Scope checks = features.listen((evaluation, decision) -> told.add(decision.flag()));
        Scope ends = features.evidence().listen(evidence)) {
      for (int request = 0; request < 3; request++) {
        told.clear();
        Evaluation evaluation = features.integration().begin(User.of("anna"), Map.of());
        askAll(flags, evaluation);
        elsewhere(() -> askAll(flags, evaluation));
        askAll(flags, evaluation);
        assertEquals(flags.stream().map(Flag::name).toList(), told);
        features.integration().finish(evaluation, 200, null, Duration.ZERO);
      }
      assertTrue(features.evidence().flush(Await.LONG));
    }
    assertEquals(3, evidence.requests().size());
    evidence.requests().forEach(request -> assertEquals(told, request.asked()));
  }

  private static boolean askAll(List<Flag> flags, Evaluation evaluation) {
    return flags.stream().map(Flag::name).noneMatch(evaluation::isOn);
  }

  @Test
  void bits_areOfOneFlagEach_andGoToTheFirstThatAreAskedFor() {
    FlagTable table = table(200);
    Set<Long> given = new HashSet<>();
    for (int i = 199; i > 199 - Long.SIZE; i--) {
      long bit = table.bit(table.at(i));
      assertEquals(1, Long.bitCount(bit));
      assertEquals(bit, table.bit(table.at(i)));
      given.add(bit);
    }
    assertEquals(Long.SIZE, given.size());
    assertEquals(0, table.bit(table.at(0)));
    assertEquals(0, table.bit(table.at(0)));
  }

  /** A number may be lost where two threads come at once, but none goes to two flags. */
  @Test
  void bits_thatManyThreadsTake_areOfOneFlagEach() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    CyclicBarrier start = new CyclicBarrier(4);
    for (int round = 0; round < 500; round++) {
      FlagTable table = table(80);
      List<Callable<Long>> takers =
          IntStream.range(0, 4).mapToObj(taker -> takeAll(table, 20 * taker, start)).toList();
      for (Future<Long> taken : threads.invokeAll(takers)) {
        taken.get();
      }
      long[] bits =
          table.places().stream().mapToLong(FlagSlot::bit).filter(bit -> bit != 0).toArray();
      assertEquals(bits.length, LongStream.of(bits).distinct().count());
    }
    threads.shutdown();
  }

  /** From another place each, so that the last numbers are wanted for several. */
  private static Callable<Long> takeAll(FlagTable table, int first, CyclicBarrier start) {
    return () -> {
      start.await();
      return IntStream.range(first, first + 80).mapToLong(i -> table.bit(table.at(i % 80))).sum();
    };
  }

  /** Every fourth. */
  private static void mark(CheckedFlags asked, FlagTable table, int first) {
    for (int i = first; i < 300; i += 4) {
      FlagSlot place = table.at(i);
      asked.mark(place);
    }
  }
}
