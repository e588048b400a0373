package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.jackstaff.hygiene.UsageLog;
import dev.jackstaff.model.User;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The cost of counting usage for a request, in bytes. With the integration tests, since in one JVM
 * before {@link CostTest} it changes what the JIT compiler makes of that.
 */
final class UsageCostIT {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final User ANNA = User.of("anna");

  private final FeatureFlags features = FeatureFlags.of(CostTest.hundred());
  private final UsageLog usage = UsageLog.attach(features);

  @AfterEach
  void close() {
    assertTrue(usage.flush(dev.jackstaff.Await.LONG));
    features.close();
  }

  /** It is counted behind the requests: a check does what it did. */
  @Test
  @SuppressWarnings("try") // the scope is not asked, it holds
  void flagsOn_allocatesNothing() {
    try (Scope scope = Flags.bind(features.integration().begin(ANNA, Map.of()))) {
      assertEquals(0, CostTest.bytes(() -> Flags.on("percentage_7")));
      assertEquals(0, CostTest.bytes(() -> Flags.variant("percentage_7", "none")));
    }
  }

  /** A request allocates its checked flags, its outcome and a reference to hand over. */
  @Test
  void request_allocatesUpTo512BytesInAll() {
    long bytes = CostTest.bytes(this::request);
    Figures.record("%s", "request whose use is counted, three flags: " + bytes + " bytes");
    assertTrue(bytes <= 512, bytes + " bytes");
  }

  /** On the evidence thread, of which there is one: what was sent is counted, and nothing made. */
  @Test
  void counting_whatWasCountedBefore_allocatesNextToNothing() {
    Evaluation evaluation = features.integration().begin(ANNA, Map.of());
    IntStream.range(0, 10).forEach(i -> evaluation.isOn("percentage_" + i));
    long thread = evidenceThread();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = THREADS.getThreadAllocatedBytes(thread);
      for (int i = 0; i < 8_000; i++) {
        features.integration().finish(evaluation, 200, null, Duration.ZERO);
      }
      assertTrue(features.evidence().flush(dev.jackstaff.Await.LONG));
      least = Math.min(least, (THREADS.getThreadAllocatedBytes(thread) - before) / 8_000);
    }
    Figures.record("%s", "counting a request with ten flags: " + least + " bytes");
    assertTrue(least <= 256, least + " bytes");
  }

  private static long evidenceThread() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("jackstaff-evidence"))
        .max(Comparator.comparingLong(Thread::getId))
        .orElseThrow()
        .getId();
  }

  private void request() {
    Evaluation evaluation = features.integration().begin(ANNA, Map.of());
    evaluation.isOn("percentage_7");
    evaluation.isOn("on_3");
    evaluation.isOn("users_1");
    features.integration().finish(evaluation, 200, null, Duration.ZERO);
  }
}
