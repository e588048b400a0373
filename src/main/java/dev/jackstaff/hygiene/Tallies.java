package dev.jackstaff.hygiene;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was counted since it was last taken away; no larger than the definitions. Any thread counts,
 * without a lock; one at a time takes away.
 */
final class Tallies {
  private static final Duration IDLE = Duration.ofDays(1);

  private final ConcurrentMap<String, List<Tally>> byFlag = new ConcurrentHashMap<>();
  private final ConcurrentMap<Long, AtomicLong> requests = new ConcurrentHashMap<>();

  /** The answers of one definition of a flag. */
  private static final class Tally {
    final Flag of;
    final ConcurrentMap<String, Cell> cells = new ConcurrentHashMap<>();
    final Cell overridden = new Cell();

    /** Of whoever takes away. */
    private String revision = "";

    private Instant counted = Instant.MAX;

    Tally(Flag of) {
      this.of = of;
    }

    Cell cell(Decision decision) {
      if (decision.source() == Source.OVERRIDE) {
        return overridden;
      }
      String variant = decision.variant();
      return cells.computeIfAbsent(variant == null ? "off" : variant, a -> new Cell());
    }

    void take(List<Line> lines, Instant now) {
      int before = lines.size();
      overridden.take(lines, of.name(), "", Line.OVERRIDDEN);
      cells.forEach((answer, cell) -> cell.take(lines, of.name(), revision(), answer));
      if (lines.size() > before || counted.equals(Instant.MAX)) {
        counted = now;
      }
    }

    private String revision() {
      if (revision.isEmpty()) {
        revision = FlagJson.revision(of);
      }
      return revision;
    }

    /** For so long that nobody can be about to count in it. */
    boolean isIdle(Instant now) {
      return counted.isBefore(now.minus(IDLE));
    }
  }

  /** How often, and when, in milliseconds. */
  private static final class Cell {
    final AtomicLong count = new AtomicLong();
    volatile long first;
    volatile long last;

    /** The moments before the count, so that none is counted without one. */
    void add(long at) {
      if (first == 0 || at < first) {
        first = at;
      }
      if (at > last) {
        last = at;
      }
      count.incrementAndGet();
    }

    void take(List<Line> lines, String flag, String revision, String answer) {
      long asked = count.getAndSet(0);
      if (asked > 0) {
        long end = last;
        long begin = first == 0 ? end : Math.min(first, end);
        first = 0;
        Instant from = Instant.ofEpochMilli(begin);
        Instant to = Instant.ofEpochMilli(end);
        lines.add(new Line(flag, revision, Line.clean(answer), asked, from, to));
      }
    }
  }

  /** One more request, or question outside a request. */
  void request(Instant at) {
    Long day = Math.floorDiv(at.getEpochSecond(), TimeUnit.DAYS.toSeconds(1));
    requests.computeIfAbsent(day, d -> new AtomicLong()).incrementAndGet();
  }

  /** One more answer; those of other flag systems are not counted. */
  void add(Decision decision, FlagSet definitions, Instant at) {
    Flag flag = definitions.find(decision.flag()).orElse(null);
    if (flag != null && decision.system() == null) {
      tally(flag).cell(decision).add(at.toEpochMilli());
    }
  }

  /** By identity, since to compare definitions is slow; two for one are brought together later. */
  @SuppressWarnings("ReferenceEquality")
  private Tally tally(Flag flag) {
    List<Tally> known = byFlag.computeIfAbsent(flag.name(), name -> new CopyOnWriteArrayList<>());
    for (Tally tally : known) {
      if (tally.of == flag) {
        return tally;
      }
    }
    Tally fresh = new Tally(flag);
    known.add(fresh);
    return fresh;
  }

  /** Takes away what was counted of flags. */
  List<Line> take(Instant now) {
    List<Line> lines = new ArrayList<>();
    for (List<Tally> tallies : byFlag.values()) {
      tallies.forEach(tally -> tally.take(lines, now));
      tallies.removeIf(tally -> tally.isIdle(now));
    }
    return lines;
  }

  /** Takes away how many requests there were on each day. */
  Map<LocalDate, Long> takeDays() {
    Map<LocalDate, Long> days = new TreeMap<>();
    for (Map.Entry<Long, AtomicLong> day : requests.entrySet()) {
      long count = day.getValue().getAndSet(0);
      if (count > 0) {
        days.put(LocalDate.ofEpochDay(day.getKey()), count);
      }
    }
    return days;
  }
}
