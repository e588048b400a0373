package dev.jackstaff.hygiene;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The counts of one node since its last batch.
 *
 * @param number the number of this batch, so that a batch that is written twice counts once
 * @param today the day on which the batch was created
 * @param lines the lines, ordered by {@link UsageLine#BY_KEY}
 * @param days the number of requests on each day
 */
record UsageBatch(long number, LocalDate today, List<UsageLine> lines, Map<LocalDate, Long> days) {
  /** The number of a batch that has not been sent yet. */
  static final long UNNUMBERED = 0;

  UsageBatch numbered(long own) {
    return new UsageBatch(own, today, lines, days);
  }

  /** Returns the number of values that a database might refuse. */
  int size() {
    return lines.size() + days.size();
  }

  /** Splits the batch into two parts, each of which may be refused separately. */
  List<UsageBatch> halves() {
    List<LocalDate> dates = List.copyOf(days.keySet());
    int half = lines.size() / 2;
    if (lines.isEmpty()) {
      int middle = dates.size() / 2;
      return List.of(
          part(List.of(), dates.subList(0, middle)),
          part(List.of(), dates.subList(middle, dates.size())));
    } else if (!days.isEmpty()) {
      return List.of(part(List.of(), dates), part(lines, List.of()));
    }
    return List.of(
        part(lines.subList(0, half), List.of()),
        part(lines.subList(half, lines.size()), List.of()));
  }

  private UsageBatch part(List<UsageLine> some, List<LocalDate> dates) {
    Map<LocalDate, Long> counts = new TreeMap<>(days);
    counts.keySet().retainAll(dates);
    return new UsageBatch(UNNUMBERED, today, some, counts);
  }
}
