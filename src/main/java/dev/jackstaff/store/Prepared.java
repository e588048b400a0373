package dev.jackstaff.store;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The definitions that a writer has parsed and rendered before it has the lock, from the rows that
 * its node knows: a large definition takes long, and all other writers would wait. Under the lock
 * they are compared with the current rows. If a large row differs from the known one, the lock is
 * released, and the writer prepares again. Not thread-safe.
 */
final class Prepared {
  /**
   * The number of times that the lock is released; then a large row is parsed under the lock, so
   * that every write ends.
   */
  private static final int MAX_RETREATS = 3;

  private final Definitions known;
  private final Instant now;
  private final Map<String, Taken<Flag>> flags = new HashMap<>();
  private final Map<String, Taken<Condition>> segments = new HashMap<>();
  private final Map<String, Rendered<Flag>> renderedFlags = new HashMap<>();
  private final Map<String, Rendered<Condition>> renderedSegments = new HashMap<>();
  private final Map<String, Rendered<Flag>> foundFlags = new HashMap<>();
  private final Map<String, Rendered<Condition>> foundSegments = new HashMap<>();
  private final Map<String, KnownTexts> texts = new HashMap<>();
  private final IdentityHashMap<Flag, Flag> edited = new IdentityHashMap<>();

  /** The number of times that the lock may still be released. */
  private int retreats;

  private Prepared(Definitions known, Instant now, int retreats) {
    this.known = known;
    this.now = now;
    this.retreats = retreats;
  }

  /** Returns preparations for a writer that prepares again if needed. */
  static Prepared again(Definitions known, Instant now) {
    return new Prepared(known, now, MAX_RETREATS);
  }

  /** Returns preparations for a writer that prepares only once. */
  static Prepared once(Definitions known, Instant now) {
    return new Prepared(known, now, 0);
  }

  /** Prepares a write from the state that its node knows. */
  interface Step {
    /** A step that prepares nothing. */
    Step NONE = prepared -> {};

    void prepare(Prepared prepared);
  }

  /** Thrown for a large row under the lock that was not known. */
  static final class UnknownRowException extends SQLException {
    private static final long serialVersionUID = 1L;

    private final transient Row row;

    UnknownRowException(Row row) {
      super("the row of " + row.name() + " was changed meanwhile");
      this.row = row;
    }
  }

  /** Thrown for a table with long texts that was changed since this node read it. */
  static final class BehindException extends SQLException {
    private static final long serialVersionUID = 1L;

    BehindException() {
      super("the table was changed meanwhile");
    }
  }

  /**
   * Prepares for reading all rows under the lock; to be called before.
   *
   * @throws BehindException if the rows are large, and better read without the lock
   */
  void readAll() throws BehindException {
    if (retreats > 0 && known.isLarge()) {
      throw new BehindException();
    }
  }

  /** Returns preparations with newer rows, and with one release of the lock less. */
  Prepared with(Definitions newer) {
    return new Prepared(newer, now, retreats - 1);
  }

  Instant now() {
    return now;
  }

  /** Prepares a flag that is to be written. */
  void put(Flag flag) {
    String name = flag.name();
    renderedFlags.put(name, Rendered.flag(flag, knownFlag(name), now));
    learnTexts(Kind.FLAG, name, knownFlag(name));
  }

  /** Prepares a segment that is to be written. */
  void put(String name, Condition condition) {
    renderedSegments.put(name, Rendered.segment(name, condition, knownSegment(name), now));
    learnTexts(Kind.SEGMENT, name, knownSegment(name));
  }

  /** Prepares a row that is to be noted, or whose columns are to be brought up to date. */
  void due(Row row) {
    String name = row.name();
    Taken<Flag> flag = row.kind() == Kind.FLAG ? knownFlag(name) : null;
    Taken<Condition> segment = row.kind() == Kind.SEGMENT ? knownSegment(name) : null;
    if (flag != null && flag.value() != null) {
      Rendered<Flag> found = flag.outside() == null ? null : Rendered.found(flag, now);
      if (found == null) {
        put(flag.value());
      } else {
        foundFlags.put(name, found);
        learnTexts(Kind.FLAG, name, flag);
      }
    }
    if (segment != null && segment.value() != null) {
      foundSegments.put(name, Rendered.foundSegment(segment, now));
      learnTexts(Kind.SEGMENT, name, segment);
    }
  }

  /** Returns a flag as it was found, or null if other columns have to be written. */
  @Nullable Rendered<Flag> found(Taken<Flag> taken) {
    Rendered<Flag> ready = foundFlags.get(taken.row().name());
    return ready != null && same(ready.over(), taken) ? ready : Rendered.found(taken, now);
  }

  /** Returns a segment as it was found. */
  Rendered<Condition> foundSegment(Taken<Condition> taken) {
    Rendered<Condition> ready = foundSegments.get(taken.row().name());
    return ready != null && same(ready.over(), taken) ? ready : Rendered.foundSegment(taken, now);
  }

  /** Prepares an edit of a flag. */
  void edit(String name, UnaryOperator<Flag> edit) {
    Taken<Flag> taken = knownFlag(name);
    Flag before = taken == null ? null : taken.value();
    if (before != null) {
      try {
        Flag after = edit.apply(before);
        edited.put(before, after);
        put(after);
      } catch (RuntimeException e) {
        // The edit is repeated under the lock, where the flag may be another one, and fails there
        // if it has to.
        learnTexts(Kind.FLAG, name, taken);
      }
    }
  }

  /** Returns the flag after an edit, which is reused if it was prepared. */
  Flag edited(Flag before, UnaryOperator<Flag> edit) {
    Flag after = edited.get(before);
    return after == null ? edit.apply(before) : after;
  }

  /** Learns a current row, whatever was known before. */
  void learn(UnknownRowException unknown) {
    Row row = unknown.row;
    retreats--;
    if (row.kind() == Kind.FLAG) {
      flags.put(row.name(), Taken.flag(row));
    } else {
      segments.put(row.name(), Taken.segment(row));
    }
  }

  private void learnTexts(Kind kind, String name, @Nullable Taken<?> taken) {
    if (taken != null && KnownTexts.isLarge(taken.row())) {
      texts.put(key(kind, name), KnownTexts.of(taken.row()));
    }
  }

  private static String key(Kind kind, String name) {
    return kind.text() + "." + name;
  }

  /** Returns true if starting nodes need the history because the row alone is not in force. */
  boolean needsHistory(Kind kind, String name) {
    return kind == Kind.FLAG && known.isRetreated(name);
  }

  /** Returns texts that need not be read again, or null. */
  @Nullable KnownTexts texts(Kind kind, String name) {
    return texts.get(key(kind, name));
  }

  private @Nullable Taken<Flag> knownFlag(String name) {
    Taken<Flag> learned = flags.get(name);
    return learned == null ? known.flag(name) : learned;
  }

  private @Nullable Taken<Condition> knownSegment(String name) {
    Taken<Condition> learned = segments.get(name);
    return learned == null ? known.segment(name) : learned;
  }

  /**
   * Returns the parsed row of a flag.
   *
   * @throws UnknownRowException if parsing takes long, and the lock should be released first
   */
  Taken<Flag> flag(Row row) throws UnknownRowException {
    Taken<Flag> last = knownFlag(row.name());
    if (last != null && last.row().equals(row)) {
      return last;
    }
    giveUp(row);
    Taken<Flag> taken = Taken.flag(row);
    flags.put(row.name(), taken);
    return taken;
  }

  /**
   * Returns the parsed row of a segment.
   *
   * @throws UnknownRowException if parsing takes long, and the lock should be released first
   */
  Taken<Condition> segment(Row row) throws UnknownRowException {
    Taken<Condition> last = knownSegment(row.name());
    if (last != null && last.row().equals(row)) {
      return last;
    }
    giveUp(row);
    Taken<Condition> taken = Taken.segment(row);
    segments.put(row.name(), taken);
    return taken;
  }

  private void giveUp(Row row) throws UnknownRowException {
    if (retreats > 0 && KnownTexts.isLarge(row)) {
      throw new UnknownRowException(row);
    }
  }

  /** Returns a flag rendered for writing over a row. */
  Rendered<Flag> rendered(Flag flag, @Nullable Row over) throws UnknownRowException {
    Rendered<Flag> ready = renderedFlags.get(flag.name());
    Taken<Flag> before = over == null ? null : flag(over);
    return isReady(ready, flag, before)
        ? Objects.requireNonNull(ready)
        : Rendered.flag(flag, before, now);
  }

  /** Returns a segment rendered for writing over a row. */
  Rendered<Condition> rendered(String name, Condition condition, @Nullable Row over)
      throws UnknownRowException {
    Rendered<Condition> ready = renderedSegments.get(name);
    Taken<Condition> before = over == null ? null : segment(over);
    return isReady(ready, condition, before)
        ? Objects.requireNonNull(ready)
        : Rendered.segment(name, condition, before, now);
  }

  private static <T> boolean isReady(
      @Nullable Rendered<T> ready, T value, @Nullable Taken<T> over) {
    return ready != null && same(ready.over(), over) && ready.value().equals(value);
  }

  /** Compares by identity, since the texts of two equal rows may be megabytes. */
  @SuppressWarnings("ReferenceEquality")
  private static <T> boolean same(@Nullable Taken<T> one, @Nullable Taken<T> other) {
    return one == other;
  }
}
