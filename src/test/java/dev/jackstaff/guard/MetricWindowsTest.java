package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jackstaff.guard.TestEvent.EventKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MetricWindowsTest {
  private static final long WINDOW = 1_000;

  private final MetricWindows windows = new MetricWindows(WINDOW);
  private final List<String> done = new ArrayList<>();

  private static TestEvent exposure(long unit, long at) {
    return new TestEvent(EventKind.EXPOSED, at, unit, 0, 1, 0);
  }

  private List<String> close(long now) {
    done.clear();
    windows.close(now, (window, metric) -> done.add(window.exposure().unit() + " " + metric));
    return done;
  }

  @Test
  void action_withinTheWindow_countsOnce_andNoOther() {
    windows.open(exposure(1, 100), 0);
    windows.open(exposure(2, 100), 0);
    windows.record(1, 0, 99);
    windows.record(2, 0, 500);
    windows.record(2, 0, 600);
    windows.record(2, 3, 1_100);
    windows.record(1, 1, 1_101);
    assertEquals(List.of(), close(1_099));
    assertEquals(List.of("2 0", "2 3"), close(1_100));
    assertEquals(List.of(), close(5_000));
  }

  /** A user may be exposed on one node and buy on another one, which learns of that later. */
  @Test
  void actionBeforeItsExposureIsKnown_counts_ifItWasAfterTheExposure() {
    windows.record(1, 0, 150);
    windows.record(2, 0, 50);
    windows.record(3, 0, 1_200);
    windows.record(4, 0, 50);
    windows.record(4, 0, 160);
    for (long unit = 1; unit <= 4; unit++) {
      windows.open(exposure(unit, 100), 0);
    }
    assertEquals(List.of("1 0", "4 0"), close(2_000));
  }

  @Test
  void actionOfAnUnknownUnit_isForgottenAfterAMinute() {
    windows.record(1, 0, 100);
    close(200 + MetricWindows.EARLY_RETENTION.toNanos());
    windows.open(exposure(1, 50), 0);
    assertEquals(List.of(), close(Long.MAX_VALUE / 2));
  }

  @Test
  void tooManyUnknownUnits_areNotKept() {
    for (long unit = 0; unit < 2 * MetricWindows.MAX_EARLY; unit++) {
      windows.record(unit, 0, 100);
    }
    windows.open(exposure(MetricWindows.MAX_EARLY - 1, 50), 0);
    windows.open(exposure(MetricWindows.MAX_EARLY, 50), 0);
    assertEquals(List.of(MetricWindows.MAX_EARLY - 1 + " 0"), close(5_000));
  }
}
