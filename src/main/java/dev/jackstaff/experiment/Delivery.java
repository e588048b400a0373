package dev.jackstaff.experiment;

import dev.jackstaff.internal.jdbc.SqlStates;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Delivers one batch to a sink. After a failure of the sink, such as an unreachable database, the
 * batch is kept and tried again later. A failure caused by an item's content is permanent: the
 * batch is halved until the item is alone, the others are written, and the item is dropped.
 *
 * <p>SQL states distinguish the two. After a failure that indicates neither, such as a sink's own
 * exception, the batch is first tried again as a whole. From the third time on it is halved too,
 * and an item is dropped only if the sink has accepted another one meanwhile. For one thread at a
 * time.
 */
final class Delivery {
  /**
   * The number of times that a batch is tried as a whole if the cause of the failure is unknown.
   */
  private static final int MAX_WHOLE_ATTEMPTS = 2;

  /**
   * The most failures in a row while an item is searched for; a sink that fails more often is
   * considered unavailable.
   */
  private static final int MAX_FAILURES_IN_A_ROW = 20;

  private final ExposureSink sink;
  private final SubjectIds subjects;
  private final BiConsumer<String, Throwable> report;
  private final LongConsumer dropped;

  /**
   * The exposures, conversions and latches; items whose subjects are not hashed yet are kept as
   * they arrived.
   */
  private final List<Object> waiting = new ArrayList<>();

  private final Set<Object> done = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Object> suspects = new ArrayList<>();
  private int attempts;
  private int failures;
  private boolean took;

  /**
   * Creates an empty one.
   *
   * @param sink receives the items
   * @param subjects hashes their subjects
   * @param report receives failures, each with a description of what failed
   * @param dropped receives the number of items dropped
   */
  Delivery(
      ExposureSink sink,
      SubjectIds subjects,
      BiConsumer<String, Throwable> report,
      LongConsumer dropped) {
    this.sink = sink;
    this.subjects = subjects;
    this.report = report;
    this.dropped = dropped;
  }

  /** Returns the items that the sink does not have yet; the caller may add to the list. */
  List<Object> waiting() {
    return waiting;
  }

  /** Returns the number of failed deliveries in a row. */
  int attempts() {
    return attempts;
  }

  /** Tries to deliver; returns false if items remain for a later try. */
  boolean run() {
    failures = 0;
    took = false;
    suspects.clear();
    done.clear();
    try {
      send(items());
      if (!took && !suspects.isEmpty()) {
        throw new IllegalStateException("the sink refuses all of " + suspects.size() + " items");
      }
    } catch (Exception | StackOverflowError e) {
      report.accept("exposures to " + sink.getClass().getName(), shown(e));
    } finally {
      settle();
    }
    boolean whole = waiting.isEmpty();
    attempts = whole ? 0 : attempts + 1;
    return whole;
  }

  /** Returns the items with their subjects hashed, for which a key may have to be fetched. */
  private List<Object> items() throws Exception {
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < waiting.size(); i++) {
      Object item = named(waiting.get(i));
      waiting.set(i, item);
      if (Storable.isStorable(item)) {
        items.add(item);
      } else if (!(item instanceof CountDownLatch)) {
        refuse(item, "a text in it is too long, or has characters that databases refuse");
      }
    }
    if (attempts > MAX_WHOLE_ATTEMPTS) {
      // If many refused items are next to each other, another order finds those that are accepted.
      Collections.shuffle(items);
    }
    return items;
  }

  private Object named(Object item) throws Exception {
    if (item instanceof PendingExposure seen) {
      return seen.named(subjects);
    }
    return item instanceof PendingConversion did ? did.named(subjects) : item;
  }

  private void send(List<Object> part) throws Exception {
    if (part.isEmpty()) {
      return;
    }
    try {
      write(part);
      took = true;
      failures = 0;
      done.addAll(part);
      return;
    } catch (Exception | StackOverflowError e) {
      failures++;
      if (isOfTheSink(e)) {
        throw e;
      } else if (part.size() == 1) {
        suspect(part.get(0), e);
        return;
      }
    }
    int half = part.size() / 2;
    send(part.subList(0, half));
    send(part.subList(half, part.size()));
  }

  private void write(List<Object> part) throws Exception {
    List<Exposure> exposures = new ArrayList<>();
    List<Conversion> conversions = new ArrayList<>();
    for (Object item : part) {
      if (item instanceof Exposure exposure) {
        exposures.add(exposure);
      } else if (item instanceof Conversion conversion) {
        conversions.add(conversion);
      }
    }
    sink.write(exposures, conversions);
  }

  private boolean isOfTheSink(Throwable e) {
    if (SqlStates.isValueRefused(e)) {
      return false;
    }
    boolean says = e instanceof SQLException || e instanceof IOException || isInterrupt(e);
    return says || attempts < MAX_WHOLE_ATTEMPTS || failures > MAX_FAILURES_IN_A_ROW;
  }

  private static boolean isInterrupt(Throwable e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return true;
    }
    return false;
  }

  private void suspect(Object item, Throwable e) {
    if (SqlStates.isValueRefused(e)) {
      refuse(item, shown(e).getMessage());
    } else {
      suspects.add(item);
    }
  }

  /**
   * Drops an item and reports the reason, without the item's text, which may be a user's or a
   * visitor's.
   */
  private void refuse(Object item, @Nullable String why) {
    done.add(item);
    dropped.accept(1);
    String what = item instanceof Exposure ? "an exposure" : "a conversion";
    report.accept(
        "exposures that the sink refuses",
        new IllegalArgumentException(what + " was dropped: " + why));
  }

  /** Removes the finished items, and releases the latches with no unfinished item before them. */
  private void settle() {
    if (took) {
      suspects.forEach(item -> refuse(item, sink.getClass().getName() + " took others"));
    }
    boolean behind = false;
    for (Iterator<Object> it = waiting.iterator(); it.hasNext(); ) {
      Object item = it.next();
      boolean told = item instanceof CountDownLatch && !behind;
      if (told) {
        ((CountDownLatch) item).countDown();
      }
      if (told || done.contains(item)) {
        it.remove();
      } else {
        behind = true;
      }
    }
  }

  /**
   * Returns an exception for the log, without the values that a driver repeats in its message,
   * since they are personal data.
   */
  private static Throwable shown(Throwable e) {
    if (!(e instanceof SQLException sql)) {
      return e;
    }
    SQLException first = sql.getNextException() == null ? sql : sql.getNextException();
    String text =
        SqlStates.isValueRefused(first)
            ? "the database refuses a value (" + first.getSQLState() + ")"
            : SqlStates.reason(first);
    return new SQLException(text, first.getSQLState());
  }
}
