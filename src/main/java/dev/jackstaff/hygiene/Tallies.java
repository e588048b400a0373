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
 * What was counted since it was last taken away. Any thread counts, without a lock, and makes
 * nothing where it has counted the same before; one at a time takes away.
 *
 * <p>The sets that decide come and go, thousands of flags each, while a definition stays the same
 * in most of them. So counts belong to definitions: of each flag those few that decide now, and of
 * two sets which definitions they have. Of what is older only its revision is kept, until nobody
 * can be about to count in it.
 */
final class Tallies {
  /** How many definitions of one flag decide at a time: those of requests under way. */
  private static final int MAX_DEFINITIONS = 3;

  /** For so long nobody holds a count without counting. */
  private static final Duration RETIREMENT = Duration.ofMinutes(5);

  private static final long DAY = TimeUnit.DAYS.toMillis(1);

  /** Those of the set that was asked last, and of the one that was asked before. */
  private volatile Book newest = new Book(FlagSet.empty());

  private volatile Book before = newest;

  /** The latest definition of each flag first. */
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

    /** Null once the revision is known and the definition decides no more. */
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

    /** Takes away what was counted; returns whether that is anything. */
    boolean take(List<Line> lines, Instant now) {
      int known = lines.size();
      overridden.take(lines, flag, "", Line.OVERRIDDEN);
      cells.forEach((answer, cell) -> cell.take(lines, flag, revision(), answer));
      boolean any = lines.size() > known;
      if (any || counted.equals(Instant.MAX)) {
        counted = now;
      }
      return any;
    }

    boolean isForgotten(Instant now) {
      return counted.isBefore(now.minus(RETIREMENT));
    }

    private String revision() {
      Flag definition = of;
      if (revision.isEmpty() && definition != null) {
        revision = FlagJson.revision(definition);
      }
      return revision;
    }
  }

  /** How often, and when, in milliseconds. */
  private static final class Cell {
    private final AtomicLong count = new AtomicLong();
    private volatile long first;
    private volatile long last;

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

  /** The requests of one day, counted from 1970. */
  private record Day(long number, AtomicLong requests) {}

  /** One more request, or question outside a request. */
  void request(Instant at) {
    long number = Math.floorDiv(at.toEpochMilli(), DAY);
    Day day = latest;
    if (day.number() != number) {
      day = new Day(number, requests.computeIfAbsent(number, n -> new AtomicLong()));
      latest = day;
    }
    day.requests().incrementAndGet();
  }

  /** One more answer; those of other flag systems are not counted. */
  void add(Decision decision, FlagSet set, Instant at) {
    Tally tally = decision.system() == null ? tally(decision.flag(), set) : null;
    if (tally != null) {
      tally.cell(decision).add(at.toEpochMilli());
    }
  }

  /**
   * By the set's identity, since to compare sets is slow; null for a name that it does not have.
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

  /** Nobody finds it any more; who has found it before may still count. */
  private void retire(Tally tally) {
    newest.tallies.remove(tally.flag, tally);
    before.tallies.remove(tally.flag, tally);
    tally.retire();
    retired.add(tally);
  }

  /** Takes away what was counted of flags; of one answer there may be several lines. */
  synchronized List<Line> take(Instant now) {
    List<Line> lines = new ArrayList<>();
    retired.removeIf(tally -> !tally.take(lines, now) && tally.isForgotten(now));
    definitions.values().forEach(known -> take(known, lines, now));
    definitions.values().removeIf(Deque::isEmpty);
    return lines;
  }

  private void take(Deque<Tally> known, List<Line> lines, Instant now) {
    for (Tally tally : List.copyOf(known)) {
      boolean latestOne = tally.equals(known.peekFirst());
      if (!tally.take(lines, now) && (!latestOne || tally.isForgotten(now))) {
        known.remove(tally);
        retire(tally);
      }
    }
  }

  /** Returns how many definitions, sets and retired tallies are held. */
  synchronized int held() {
    return retired.size() + definitions.values().stream().mapToInt(Deque::size).sum() + 2;
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
