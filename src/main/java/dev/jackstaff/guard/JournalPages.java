package dev.jackstaff.guard;

import dev.jackstaff.guard.JournalTables.StoredEntry;
import dev.jackstaff.internal.jdbc.Sql;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Pages of a journal. A page is one row with up to {@value #MAX_ENTRIES} old entries, unchanged and
 * in their order, so that the rows of a rollout that lasts for weeks stay few. A page has the
 * number, node and batch of its last entry. The last {@value #TAIL} entries of a journal are never
 * in a page, so that nodes that keep up read each entry once; a node that was cut off reads the
 * page that its next entry is in.
 */
final class JournalPages {
  /** The front of a row that is a page. */
  static final long PAGE = JournalEntry.NO_FRONT + 1;

  static final int MAX_ENTRIES = 1000;
  static final int TAIL = 1000;

  private static final int MAX_BYTES = 1 << 18;
  private static final int VERSION = 1;
  private static final String COLUMNS = "SELECT n, node, batch, front, events ";
  private static final String OF_TEST =
      "FROM feature_flag_guard_events WHERE flag = ? AND test = ?";

  private JournalPages() {}

  /** Returns whether a test has so many single entries that some may fill a page. */
  static boolean isDue(SharedTest test) {
    return !test.isLost() && test.seen() - test.paged() >= MAX_ENTRIES + TAIL;
  }

  /**
   * Makes the oldest single entries of a test a page if they fill one. The row of the test must be
   * locked.
   *
   * @return the number of the last entry that is in a page, or 0
   */
  static long merge(Sql sql, SharedTest test) throws SQLException {
    long end =
        sql.number("SELECT max(n) " + OF_TEST + " AND front = ?", test.flag(), test.key(), PAGE);
    List<StoredEntry> entries =
        full(
            sql.query(
                COLUMNS + OF_TEST + " AND n > ? AND n <= ? ORDER BY n LIMIT " + MAX_ENTRIES,
                StoredEntry::read,
                test.flag(),
                test.key(),
                end,
                test.seen() - TAIL));
    if (entries.isEmpty()) {
      return end;
    }
    long last = entries.get(entries.size() - 1).number();
    sql.update(
        "UPDATE feature_flag_guard_events SET front = ?, events = ?"
            + " WHERE flag = ? AND test = ? AND n = ?",
        PAGE,
        write(entries),
        test.flag(),
        test.key(),
        last);
    sql.update("DELETE " + OF_TEST + " AND n > ? AND n < ?", test.flag(), test.key(), end, last);
    return last;
  }

  /** Returns the first entries that fill a page, or none. */
  private static List<StoredEntry> full(List<StoredEntry> entries) {
    long bytes = 0;
    for (int i = 0; i < entries.size(); i++) {
      bytes += entries.get(i).bytes();
      if (bytes >= MAX_BYTES || i + 1 == MAX_ENTRIES) {
        return entries.subList(0, i + 1);
      }
    }
    return List.of();
  }

  private static byte[] write(List<StoredEntry> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      List<String> nodes = entries.stream().map(StoredEntry::node).distinct().toList();
      out.writeInt(nodes.size());
      for (String node : nodes) {
        out.writeUTF(node);
      }
      out.writeInt(entries.size());
      for (StoredEntry entry : entries) {
        out.writeInt(nodes.indexOf(entry.node()));
        out.writeLong(entry.batch());
        out.writeLong(entry.front());
        out.writeInt(entry.bytes());
        out.write(entry.required());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // never: the bytes are in memory
    }
    return bytes.toByteArray();
  }

  /**
   * Returns the entries of a page.
   *
   * @throws IllegalArgumentException if the bytes are not a page
   */
  static List<StoredEntry> read(StoredEntry page) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(page.required()))) {
      if (in.readByte() != VERSION) {
        throw new IllegalArgumentException("the page has an unknown version");
      }
      List<String> nodes = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        nodes.add(in.readUTF());
      }
      List<StoredEntry> entries = new ArrayList<>();
      int count = in.readInt();
      for (int i = 1; i <= count; i++) {
        String node = nodes.get(in.readInt());
        long batch = in.readLong();
        long front = in.readLong();
        byte[] events = in.readNBytes(in.readInt());
        entries.add(new StoredEntry(page.number() - count + i, node, batch, front, events));
      }
      return entries;
    } catch (IOException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("the page is not complete", e);
    }
  }
}
