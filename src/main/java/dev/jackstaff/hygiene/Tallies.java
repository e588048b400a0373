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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What was counted since it was last taken away; no larger than the definitions. Any thread counts,
 * without a lock, and makes nothing where it has counted the same before; one at a time takes away.
 */
final class Tallies {
  private static final Duration IDLE = Duration.ofHours(1);
  private static final long DAY = TimeUnit.DAYS.toMillis(1);

  /** One for each set that decides, or has decided lately: few. */
  private volatile List<Book> books = List.of();

  private final ConcurrentMap<Long, AtomicLong> requests = new ConcurrentHashMap<>();
  private volatile Day latest = new Day(Long.MIN_VALUE, new AtomicLong());

  /** What the flags of one set have said. */
  private static final class Book {
    final FlagSet set;
    final ConcurrentMap<String, Tally> tallies = new ConcurrentHashMap<>();

    /** Of whoever takes away. */
    private Instant counted = Instant.MAX;

    Book(FlagSet set) {
      this.set = set;
    }

    /** Null for a name that the set does not have. */
    @Nullable Tally tally(String flag) {
      Tally known = tallies.get(flag);
      return known != null
          ? known
          : set.find(flag)
              .map(found -> tallies.computeIfAbsent(flag, name -> new Tally(found)))
              .orElse(null);
    }

    void take(List<Line> lines, Instant now) {
      int before = lines.size();
      tallies.values().forEach(tally -> tally.take(lines));
      if (lines.size() > before || counted.equals(Instant.MAX)) {
        counted = now;
      }
    }

    /** For so long that nobody can be about to count in it. */
    boolean isIdle(Instant now) {
      return counted.isBefore(now.minus(IDLE));
    }
  }

  /** The answers of one definition of a flag. */
  private static final class Tally {
    private final Flag of;
    private final ConcurrentMap<String, Cell> cells = new ConcurrentHashMap<>();
    private final Cell overridden = new Cell();

    /** Of whoever takes away. */
    private String revision = "";

    Tally(Flag of) {
      this.of = of;
    }

    Cell cell(Decision decision) {
      if (decision.source() == Source.OVERRIDE) {
        return overridden;
      }
      String said = decision.variant() == null ? "off" : decision.variant();
      Cell known = cells.get(said);
      return known == null ? cells.computeIfAbsent(said, answer -> new Cell()) : known;
    }

    void take(List<Line> lines) {
      overridden.take(lines, of.name(), "", Line.OVERRIDDEN);
      cells.forEach((answer, cell) -> cell.take(lines, of.name(), revision(), answer));
    }

    private String revision() {
      if (revision.isEmpty()) {
        revision = FlagJson.revision(of);
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
  void add(Decision decision, FlagSet definitions, Instant at) {
    Tally tally = decision.system() == null ? book(definitions).tally(decision.flag()) : null;
    if (tally != null) {
      tally.cell(decision).add(at.toEpochMilli());
    }
  }

  /** By identity, since to compare sets is slow. */
  @SuppressWarnings("ReferenceEquality")
  private Book book(FlagSet set) {
    List<Book> known = books;
    for (int i = known.size() - 1; i >= 0; i--) {
      if (known.get(i).set == set) {
        return known.get(i);
      }
    }
    return open(set);
  }

  @SuppressWarnings("ReferenceEquality")
  private synchronized Book open(FlagSet set) {
    for (Book book : books) {
      if (book.set == set) {
        return book;
      }
    }
    List<Book> more = new ArrayList<>(books);
    Book fresh = new Book(set);
    more.add(fresh);
    books = List.copyOf(more);
    return fresh;
  }

  /** Takes away what was counted of flags; of one answer there may be several lines. */
  synchronized List<Line> take(Instant now) {
    List<Line> lines = new ArrayList<>();
    books.forEach(book -> book.take(lines, now));
    books = books.stream().filter(book -> !book.isIdle(now)).toList();
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
