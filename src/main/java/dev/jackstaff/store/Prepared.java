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

  private final ParsedTables known;
  private final Instant now;
  private final Map<String, ParsedRow<Flag>> flags = new HashMap<>();
  private final Map<String, ParsedRow<Condition>> segments = new HashMap<>();
  private final Map<String, Rendered<Flag>> renderedFlags = new HashMap<>();
  private final Map<String, Rendered<Condition>> renderedSegments = new HashMap<>();
  private final Map<String, Rendered<Flag>> foundFlags = new HashMap<>();
  private final Map<String, Rendered<Condition>> foundSegments = new HashMap<>();
  private final Map<String, KnownTexts> texts = new HashMap<>();
  private final IdentityHashMap<Flag, Flag> edited = new IdentityHashMap<>();

  /** The number of times that the lock may still be released. */
  private int retreats;

  private Prepared(ParsedTables known, Instant now, int retreats) {
    this.known = known;
    this.now = now;
    this.retreats = retreats;
  }

  /** Returns preparations for a writer that prepares again if needed. */
  static Prepared again(ParsedTables known, Instant now) {
    return new Prepared(known, now, MAX_RETREATS);
  }

  /** Returns preparations for a writer that prepares only once. */
  static Prepared once(ParsedTables known, Instant now) {
    return new Prepared(known, now, 0);
  }

  /** Prepares a write from the state that its node knows. */
  interface Preparation {
    /** A step that prepares nothing. */
    Preparation NONE = prepared -> {};

    void prepare(Prepared prepared);
  }

  /** Thrown for a large row under the lock that was not known. */
  static final class UnknownRowException extends SQLException {
    private static final long serialVersionUID = 1L;

    private final transient TableRow row;

    UnknownRowException(TableRow row) {
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
  Prepared with(ParsedTables newer) {
    return new Prepared(newer, now, retreats - 1);
  }

  Instant now() {
    return now;
  }

  /** Prepares a flag that is to be written. */
  void put(Flag flag) {
    String name = flag.name();
    renderedFlags.put(name, Rendered.flag(flag, knownFlag(name), now));
    learnTexts(DefinitionKind.FLAG, name, knownFlag(name));
  }

  /** Prepares a segment that is to be written. */
  void put(String name, Condition condition) {
    renderedSegments.put(name, Rendered.segment(name, condition, knownSegment(name), now));
    learnTexts(DefinitionKind.SEGMENT, name, knownSegment(name));
  }

  /** Prepares a row that is to be noted, or whose columns are to be brought up to date. */
  void due(TableRow row) {
    String name = row.name();
    ParsedRow<Flag> flag = row.kind() == DefinitionKind.FLAG ? knownFlag(name) : null;
    ParsedRow<Condition> segment = row.kind() == DefinitionKind.SEGMENT ? knownSegment(name) : null;
    if (flag != null && flag.value() != null) {
      Rendered<Flag> found = flag.outside() == null ? null : Rendered.found(flag, now);
      if (found == null) {
        put(flag.value());
      } else {
        foundFlags.put(name, found);
        learnTexts(DefinitionKind.FLAG, name, flag);
      }
    }
    if (segment != null && segment.value() != null) {
      foundSegments.put(name, Rendered.foundSegment(segment, now));
      learnTexts(DefinitionKind.SEGMENT, name, segment);
    }
  }

  /** Returns a flag as it was found, or null if other columns have to be written. */
  @Nullable Rendered<Flag> found(ParsedRow<Flag> taken) {
    Rendered<Flag> ready = foundFlags.get(taken.row().name());
    return ready != null && same(ready.over(), taken) ? ready : Rendered.found(taken, now);
  }

  /** Returns a segment as it was found. */
  Rendered<Condition> foundSegment(ParsedRow<Condition> taken) {
    Rendered<Condition> ready = foundSegments.get(taken.row().name());
    return ready != null && same(ready.over(), taken) ? ready : Rendered.foundSegment(taken, now);
  }

  /** Prepares an edit of a flag. */
  void edit(String name, UnaryOperator<Flag> edit) {
    ParsedRow<Flag> taken = knownFlag(name);
    Flag before = taken == null ? null : taken.value();
    if (before != null) {
      try {
        Flag after = edit.apply(before);
        edited.put(before, after);
        put(after);
      } catch (RuntimeException e) {
        // The edit is repeated under the lock, where the flag may be another one, and fails there
        // if it has to.
        learnTexts(DefinitionKind.FLAG, name, taken);
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
    TableRow row = unknown.row;
    retreats--;
    if (row.kind() == DefinitionKind.FLAG) {
      flags.put(row.name(), ParsedRow.flag(row));
    } else {
      segments.put(row.name(), ParsedRow.segment(row));
    }
  }

  private void learnTexts(DefinitionKind kind, String name, @Nullable ParsedRow<?> taken) {
    if (taken != null && KnownTexts.isLarge(taken.row())) {
      texts.put(key(kind, name), KnownTexts.of(taken.row()));
    }
  }

  private static String key(DefinitionKind kind, String name) {
    return kind.text() + "." + name;
  }

  /** Returns true if starting nodes need the history because the row alone is not in force. */
  boolean needsHistory(DefinitionKind kind, String name) {
    return kind == DefinitionKind.FLAG && known.isRetreated(name);
  }

  /** Returns texts that need not be read again, or null. */
  @Nullable KnownTexts texts(DefinitionKind kind, String name) {
    return texts.get(key(kind, name));
  }

  private @Nullable ParsedRow<Flag> knownFlag(String name) {
    ParsedRow<Flag> learned = flags.get(name);
    return learned == null ? known.flag(name) : learned;
  }

  private @Nullable ParsedRow<Condition> knownSegment(String name) {
    ParsedRow<Condition> learned = segments.get(name);
    return learned == null ? known.segment(name) : learned;
  }

  /**
   * Returns the parsed row of a flag.
   *
   * @throws UnknownRowException if parsing takes long, and the lock should be released first
   */
  ParsedRow<Flag> flag(TableRow row) throws UnknownRowException {
    ParsedRow<Flag> last = knownFlag(row.name());
    if (last != null && last.row().equals(row)) {
      return last;
    }
    giveUp(row);
    ParsedRow<Flag> taken = ParsedRow.flag(row);
    flags.put(row.name(), taken);
    return taken;
  }

  /**
   * Returns the parsed row of a segment.
   *
   * @throws UnknownRowException if parsing takes long, and the lock should be released first
   */
  ParsedRow<Condition> segment(TableRow row) throws UnknownRowException {
    ParsedRow<Condition> last = knownSegment(row.name());
    if (last != null && last.row().equals(row)) {
      return last;
    }
    giveUp(row);
    ParsedRow<Condition> taken = ParsedRow.segment(row);
    segments.put(row.name(), taken);
    return taken;
  }

  private void giveUp(TableRow row) throws UnknownRowException {
    if (retreats > 0 && KnownTexts.isLarge(row)) {
      throw new UnknownRowException(row);
    }
  }

  /** Returns a flag rendered for writing over a row. */
  Rendered<Flag> rendered(Flag flag, @Nullable TableRow over) throws UnknownRowException {
    Rendered<Flag> ready = renderedFlags.get(flag.name());
    ParsedRow<Flag> before = over == null ? null : flag(over);
    return isReady(ready, flag, before)
        ? Objects.requireNonNull(ready)
        : Rendered.flag(flag, before, now);
  }

  /** Returns a segment rendered for writing over a row. */
  Rendered<Condition> rendered(String name, Condition condition, @Nullable TableRow over)
      throws UnknownRowException {
    Rendered<Condition> ready = renderedSegments.get(name);
    ParsedRow<Condition> before = over == null ? null : segment(over);
    return isReady(ready, condition, before)
        ? Objects.requireNonNull(ready)
        : Rendered.segment(name, condition, before, now);
  }

  private static <T> boolean isReady(
      @Nullable Rendered<T> ready, T value, @Nullable ParsedRow<T> over) {
    return ready != null && same(ready.over(), over) && ready.value().equals(value);
  }

  /** Compares by identity, since the texts of two equal rows may be megabytes. */
  @SuppressWarnings("ReferenceEquality")
  private static <T> boolean same(@Nullable ParsedRow<T> one, @Nullable ParsedRow<T> other) {
    return one == other;
  }
}
