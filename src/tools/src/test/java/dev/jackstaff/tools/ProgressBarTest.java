package dev.jackstaff.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The clock is moved by hand. */
final class ProgressBarTest {
  private final StringWriter out = new StringWriter();
  // Where a nanosecond clock begins is nobody's business.
  private long now = -42;
  private final ProgressBar bar = new ProgressBar(new PrintWriter(out), () -> now);

  private String after(Duration time) {
    now += time.toNanos();
    out.getBuffer().setLength(0);
    bar.at("classes", 500, 2000);
    return out.toString();
  }

  @Test
  void firstSecond_showsNothing() {
    assertEquals("", after(Duration.ZERO));
    assertEquals("", after(Duration.ofMillis(999)));
    out.getBuffer().setLength(0);
    bar.end();
    assertEquals("", out.toString(), "nor anything to wipe away");
  }

  @Test
  void afterASecond_itIsThere_drawnAnewTenTimesASecond() {
    String shown = after(Duration.ofSeconds(1));
    assertEquals("\r\u001b[K[#######.......................] 500/2,000 classes", shown);
    assertEquals("", after(Duration.ofMillis(99)));
    assertTrue(after(Duration.ofMillis(1)).contains("500/2,000"));
  }

  @Test
  void searchWhoseEndIsNotKnown_isCounted() {
    now += Duration.ofSeconds(1).toNanos();
    bar.at("commits", 1234, 0);
    assertEquals("\r\u001b[K[..............................] 1,234 commits", out.toString());
  }

  @Test
  void end_wipesTheLine() {
    after(Duration.ofSeconds(2));
    out.getBuffer().setLength(0);
    bar.end();
    assertEquals("\r\u001b[K", out.toString());
  }
}
