package dev.jackstaff.tools;

import dev.jackstaff.tools.refs.Progress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** A line that shows how far a search is, once it has taken a second; then it is wiped away. */
final class ProgressBar implements Progress {
  private static final long DELAY = 1_000_000_000L;
  private static final long INTERVAL = 100_000_000L;
  private static final int WIDTH = 30;

  private final PrintWriter out;
  private final LongSupplier clock;
  private final long start;
  private boolean isShown;
  private long shown;

  /** The clock counts nanoseconds, from anywhere. */
  ProgressBar(PrintWriter out, LongSupplier clock) {
    this.out = out;
    this.clock = clock;
    this.start = clock.getAsLong();
  }

  @Override
  public void at(String step, int done, int of) {
    long now = clock.getAsLong();
    if (now - start >= DELAY && (!isShown || now - shown >= INTERVAL)) {
      shown = now;
      isShown = true;
      int full = of == 0 ? 0 : (int) ((long) WIDTH * done / of);
      String bar = "#".repeat(full) + ".".repeat(WIDTH - full);
      String count = of == 0 ? "%1$,d" : "%1$,d/%2$,d";
      out.printf(Locale.ROOT, "\r\u001b[K[" + bar + "] " + count + " %3$s", done, of, step);
      out.flush();
    }
  }

  void end() {
    if (isShown) {
      out.print("\r\u001b[K");
      out.flush();
    }
  }
}
