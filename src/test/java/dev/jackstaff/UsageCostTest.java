package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.hygiene.UsageLog;
import dev.jackstaff.internal.eval.CountedPlaces;
import dev.jackstaff.model.User;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What counting the use of flags costs a request, in bytes and look-ups. */
final class UsageCostTest {
  private static final User ANNA = User.of("anna");

  private final FeatureFlags features = FeatureFlags.of(CostTest.hundred());
  private final UsageLog usage = UsageLog.attach(features);

  @AfterEach
  void close() {
    assertTrue(usage.flush(Duration.ofSeconds(20)));
    features.close();
  }

  /** It is counted behind the requests: a check does what it did. */
  @Test
  @SuppressWarnings("try") // the scope is not asked, it holds
  void flagsOn_allocatesNothing_andLooksUpOnce() throws ReflectiveOperationException {
    try (Scope scope = Flags.bind(features.begin(ANNA, Map.of()))) {
      assertEquals(0, CostTest.bytes(() -> Flags.on("percentage_7")));
      assertEquals(0, CostTest.bytes(() -> Flags.variant("percentage_7", "none")));
    }
    CountedPlaces names = CountedPlaces.in(features.evaluate(ANNA).answer().table());
    try (Scope scope = Flags.bind(features.begin(ANNA, Map.of()))) {
      Flags.on("percentage_7");
      Flags.on("percentage_7");
    }
    assertEquals(2, names.lookUps());
  }

  /** What was asked for, how it ended, and a reference that is handed over. */
  @Test
  void request_allocatesUpTo256BytesInAll() {
    long bytes = CostTest.bytes(this::request);
    System.out.println("request whose use is counted, three flags: " + bytes + " bytes");
    assertTrue(bytes <= 256, bytes + " bytes");
  }

  private void request() {
    Evaluation evaluation = features.begin(ANNA, Map.of());
    evaluation.isOn("percentage_7");
    evaluation.isOn("on_3");
    evaluation.isOn("users_1");
    features.finish(evaluation, 200, null, Duration.ZERO);
  }
}
