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
 * @param lines the lines, ordered by {@link Line#BY_KEY}
 * @param days the number of requests on each day
 */
record Batch(long number, LocalDate today, List<Line> lines, Map<LocalDate, Long> days) {
  /** The number of a batch that has not been sent yet. */
  static final long UNNUMBERED = 0;

  Batch numbered(long own) {
    return new Batch(own, today, lines, days);
  }

  /** Returns the number of values that a database might refuse. */
  int size() {
    return lines.size() + days.size();
  }

  /** Splits the batch into two parts, each of which may be refused separately. */
  List<Batch> halves() {
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

  private Batch part(List<Line> some, List<LocalDate> dates) {
    Map<LocalDate, Long> counts = new TreeMap<>(days);
    counts.keySet().retainAll(dates);
    return new Batch(UNNUMBERED, today, some, counts);
  }
}
