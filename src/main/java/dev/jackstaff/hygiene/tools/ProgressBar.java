package dev.jackstaff.hygiene.tools;

import dev.jackstaff.hygiene.refs.Progress;
import java.io.PrintWriter;
import java.util.Locale;

/** A line that shows how far a search is, once it has taken a second; then it is wiped away. */
final class ProgressBar implements Progress {
  private static final long PATIENCE = 1_000_000_000L;
  private static final long INTERVAL = 100_000_000L;
  private static final int WIDTH = 30;

  private final PrintWriter out;
  private final long start;
  private long shown;

  ProgressBar(PrintWriter out, long now) {
    this.out = out;
    this.start = now;
  }

  @Override
  public void at(String step, int done, int of) {
    at(step, done, of, System.nanoTime());
  }

  void at(String step, int done, int of, long now) {
    if (now - start >= PATIENCE && now - shown >= INTERVAL) {
      shown = now;
      int full = of == 0 ? 0 : (int) ((long) WIDTH * done / of);
      String bar = "#".repeat(full) + ".".repeat(WIDTH - full);
      String count = of == 0 ? "%,d".formatted(done) : "%,d/%,d".formatted(done, of);
      out.print(String.format(Locale.ROOT, "\r\u001b[K[%s] %s %s", bar, count, step));
      out.flush();
    }
  }

  void end() {
    if (shown != 0) {
      out.print("\r\u001b[K");
      out.flush();
    }
  }
}
