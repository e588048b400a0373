package dev.jackstaff.hygiene;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The counts since they were last taken. Any thread may count, without a lock, and without
 * allocating anything if it has counted the same before. Only one thread at a time may take the
 * counts.
 *
 * <p>Sets of thousands of flags replace each other, while most definitions stay the same. So counts
 * belong to definitions: for each flag the few definitions in use now are kept, and for two sets
 * the definitions they have. Of an older definition only the revision is kept, until no thread can
 * still be about to count for it.
 */
final class UsageCounts {
  /** The most definitions of one flag that are in use at a time, by the requests in progress. */
  private static final int MAX_DEFINITIONS = 3;

  /** The time after which no thread can still hold a tally without having counted. */
  private static final Duration RETIREMENT_DELAY = Duration.ofMinutes(5);

  private static final long DAY = TimeUnit.DAYS.toMillis(1);

  /** The tallies of the set used last; {@code before} has those of the set used before it. */
  private volatile Book newest = new Book(FlagSet.empty());

  private volatile Book before = newest;

  /** The tallies by flag, the one of the latest definition first. */
  private final Map<String, Deque<Tally>> definitions = new HashMap<>();

  private final List<Tally> retired = new ArrayList<>();
  private final ConcurrentMap<Long, AtomicLong> requests = new ConcurrentHashMap<>();
  private volatile Day latest = new Day(Long.MIN_VALUE, new AtomicLong());

  /** The tallies of one set, by flag. */
  private record Book(FlagSet set, ConcurrentMap<String, Tally> tallies) {
    Book(FlagSet set) {
      this(set, new ConcurrentHashMap<>());
    }
  }

  /** The answers of one definition of a flag. */
  private static final class Tally {
    private final String flag;
    private final ConcurrentMap<String, Cell> cells = new ConcurrentHashMap<>();
    private final Cell overridden = new Cell();

    /** The definition; null once it is no longer in use and its revision is known. */
    private @Nullable Flag of;

    private String revision = "";
    private Instant counted = Instant.MAX;

    Tally(Flag of) {
      this.flag = of.name();
      this.of = of;
    }

    boolean isOf(Flag other) {
      return other.equals(of);
    }

    void retire() {
      revision();
      of = null;
    }

    Cell cell(Decision decision) {
      if (decision.source() == Source.OVERRIDE) {
        return overridden;
      }
      String said = decision.variant() == null ? "off" : decision.variant();
      Cell known = cells.get(said);
      return known == null ? cells.computeIfAbsent(said, answer -> new Cell()) : known;
    }

    /** Takes the counts; returns whether there were any. */
    boolean take(List<UsageLine> lines, Instant now) {
      int known = lines.size();
      overridden.take(lines, flag, "", UsageLine.OVERRIDDEN);
      cells.forEach((answer, cell) -> cell.take(lines, flag, revision(), answer));
      boolean any = lines.size() > known;
      if (any || counted.equals(Instant.MAX)) {
        counted = now;
      }
      return any;
    }

    boolean isForgotten(Instant now) {
      return counted.isBefore(now.minus(RETIREMENT_DELAY));
    }

    private String revision() {
      Flag definition = of;
      if (revision.isEmpty() && definition != null) {
        revision = FlagJson.revision(definition);
      }
      return revision;
    }
  }

  /** The count of one answer, with its first and last time in milliseconds. */
  private static final class Cell {
    private final AtomicLong count = new AtomicLong();
    private volatile long first;
    private volatile long last;

    /**
     * Counts one answer. The times are written before the count, so that no count is without a
     * time.
     */
    void add(long at) {
      if (first == 0 || at < first) {
        first = at;
      }
      if (at > last) {
        last = at;
      }
      count.incrementAndGet();
    }

    void take(List<UsageLine> lines, String flag, String revision, String answer) {
      long asked = count.getAndSet(0);
      if (asked > 0) {
        long end = last;
        long begin = first == 0 ? end : Math.min(first, end);
        first = 0;
        Instant from = Instant.ofEpochMilli(begin);
        Instant to = Instant.ofEpochMilli(end);
        lines.add(new UsageLine(flag, revision, UsageLine.clean(answer), asked, from, to));
      }
    }
  }

  /** The requests of one day; days are numbered from 1970. */
  private record Day(long number, AtomicLong requests) {}

  /** Counts a request, or a check outside a request. */
  void request(Instant at) {
    long number = Math.floorDiv(at.toEpochMilli(), DAY);
    Day day = latest;
    if (day.number() != number) {
      day = new Day(number, requests.computeIfAbsent(number, n -> new AtomicLong()));
      latest = day;
    }
    day.requests().incrementAndGet();
  }

  /** Counts an answer; answers of other flag systems are not counted. */
  void add(Decision decision, FlagSet set, Instant at) {
    Tally tally = decision.system() == null ? tally(decision.flag(), set) : null;
    if (tally != null) {
      tally.cell(decision).add(at.toEpochMilli());
    }
  }

  /**
   * Returns the tally of a flag, or null for a name that the set does not have. Sets are compared
   * by identity, since comparing their content is slow.
   */
  @SuppressWarnings("ReferenceEquality")
  private @Nullable Tally tally(String flag, FlagSet set) {
    Book book = newest;
    if (book.set != set) {
      book = before;
    }
    Tally known = book.set == set ? book.tallies.get(flag) : null;
    return known == null ? find(flag, set) : known;
  }

  private synchronized @Nullable Tally find(String flag, FlagSet set) {
    Flag definition = set.find(flag).orElse(null);
    if (definition == null) {
      return null;
    }
    Tally found = of(definition);
    open(set).tallies.put(flag, found);
    return found;
  }

  @SuppressWarnings("ReferenceEquality")
  private Book open(FlagSet set) {
    if (newest.set != set && before.set != set) {
      before = newest;
      newest = new Book(set);
    }
    return newest.set == set ? newest : before;
  }

  private Tally of(Flag definition) {
    Deque<Tally> known = definitions.computeIfAbsent(definition.name(), name -> new ArrayDeque<>());
    for (Tally tally : known) {
      if (tally.isOf(definition)) {
        return tally;
      }
    }
    Tally fresh = new Tally(definition);
    known.addFirst(fresh);
    if (known.size() > MAX_DEFINITIONS) {
      retire(known.removeLast());
    }
    return fresh;
  }

  /**
   * Retires a tally. It can no longer be found, but a thread that has found it before may still
   * count.
   */
  private void retire(Tally tally) {
    newest.tallies.remove(tally.flag, tally);
    before.tallies.remove(tally.flag, tally);
    tally.retire();
    retired.add(tally);
  }

  /** Takes the counts of flags; one answer may have several lines. */
  synchronized List<UsageLine> take(Instant now) {
    List<UsageLine> lines = new ArrayList<>();
    retired.removeIf(tally -> !tally.take(lines, now) && tally.isForgotten(now));
    definitions.values().forEach(known -> take(known, lines, now));
    definitions.values().removeIf(Deque::isEmpty);
    return lines;
  }

  private void take(Deque<Tally> known, List<UsageLine> lines, Instant now) {
    for (Tally tally : List.copyOf(known)) {
      boolean latestOne = tally.equals(known.peekFirst());
      if (!tally.take(lines, now) && (!latestOne || tally.isForgotten(now))) {
        known.remove(tally);
        retire(tally);
      }
    }
  }

  /** Returns the number of definitions, sets and retired tallies that are held. */
  synchronized int held() {
    return retired.size() + definitions.values().stream().mapToInt(Deque::size).sum() + 2;
  }

  /** Takes the numbers of requests by day. */
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
