package dev.jackstaff.hygiene;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.TreeMap;

/** A ledger in memory, which keeps usage until the process ends. */
final class MemoryUsageStore implements UsageStore {
  /** The most lines kept, which is more than any set needs; further lines are dropped. */
  private static final int MAX_LINES = 50_000;

  private final TreeMap<UsageLine, UsageLine> lines = new TreeMap<>(UsageLine.BY_KEY);
  private final TreeMap<LocalDate, Long> days = new TreeMap<>();
  private int undefined;

  @Override
  public synchronized void add(UsageBatch batch) {
    batch.lines().forEach(this::add);
    batch.days().forEach((day, requests) -> days.merge(day, requests, Long::sum));
  }

  private void add(UsageLine line) {
    UsageLine known = lines.get(line);
    if (known != null) {
      lines.put(known, known.plus(line));
    } else if (lines.size() < MAX_LINES
        && (!line.isNote(UsageLine.UNDEFINED) || undefined < MAX_UNDEFINED)) {
      undefined += line.isNote(UsageLine.UNDEFINED) ? 1 : 0;
      lines.put(line, line);
    }
  }

  @Override
  public synchronized Usage read() {
    return Usage.of(lines.values(), days);
  }

  @Override
  public synchronized void forget(LocalDate today) {
    LocalDate lived = days.lowerKey(today);
    if (lived != null) {
      forgetBefore(lived.minusDays(RETENTION.toDays()));
    }
  }

  private void forgetBefore(LocalDate before) {
    var oldest = before.atStartOfDay(ZoneOffset.UTC).toInstant();
    lines.values().removeIf(line -> line.last().isBefore(oldest));
    undefined = (int) lines.values().stream().filter(l -> l.isNote(UsageLine.UNDEFINED)).count();
    days.headMap(before).clear();
  }
}
