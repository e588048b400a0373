package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.internal.eval.FlagTable;
import dev.jackstaff.internal.eval.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AskedFlagsTest {
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
    AskedFlags asked = new AskedFlags(table);
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
      AskedFlags asked = new AskedFlags(table);
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

  /** Every fourth. */
  private static void mark(AskedFlags asked, FlagTable table, int first) {
    for (int i = first; i < 300; i += 4) {
      Place place = table.at(i);
      asked.mark(place);
    }
  }
}
