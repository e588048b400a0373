package dev.jackstaff.internal.eval;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The users seen lately, with their digests and their last answer; so a returning user costs no
 * digest and, as a rule, no new answer.
 *
 * <p>Each id has one place in a table of fixed size. A user gets it at the second visit: the first
 * only leaves a mark, so that a stream of ids that never come back costs an int and no garbage, and
 * of two users with one place the first keeps it as long as they come in turn. Reads and writes
 * race without harm: an entry's digests are a pure function of its id, and what is written last is
 * as good as what was there.
 */
final class Recent {
  private static final int LONGEST_ID = 256;

  /** What was seen of one user. */
  static final class Entry {
    /** Opaque, so that no reader sees half of a digest, on whatever machine. */
    private static final VarHandle DIGEST = MethodHandles.arrayElementVarHandle(long[].class);

    private final @Nullable String id;
    private final long[] digests;
    @Nullable Answer answer;

    Entry(@Nullable String id, int digests) {
      this.id = id;
      this.digests = new long[digests];
    }

    /** A digest that was worked out before, or 0. */
    long digest(int memory) {
      return (long) DIGEST.getOpaque(digests, memory);
    }

    void remember(int memory, long digest) {
      DIGEST.setOpaque(digests, memory, digest);
    }
  }

  private final @Nullable Entry[] entries;
  private final int[] marks;
  private final int digests;
  private final Entry withoutId = new Entry(null, 0);

  /**
   * Makes the table.
   *
   * @param bytes how large it may become
   * @param entryBytes the most that one entry takes beside its id
   */
  Recent(long bytes, long entryBytes, int digests) {
    long idBytes = 56 + 2 * LONGEST_ID;
    long placeBytes = 8 + 4;
    int places = (int) Math.min(1 << 20, bytes / (entryBytes + idBytes + placeBytes));
    this.entries = new Entry[places];
    this.marks = new int[places];
    this.digests = digests;
  }

  /** The entry of an id, or null if it is not to be kept. */
  @Nullable Entry entry(@Nullable String id) {
    if (id == null) {
      return withoutId;
    }
    if (entries.length == 0 || id.length() > LONGEST_ID) {
      return null;
    }
    int mark = spread(id.hashCode());
    int place = (int) (((mark & 0xFFFFFFFFL) * entries.length) >>> 32);
    Entry entry = entries[place];
    if (entry != null && id.equals(entry.id)) {
      if (marks[place] != mark) {
        // So that another user who comes in turn with this one does not get the place.
        marks[place] = mark;
      }
      return entry;
    }
    if (marks[place] != mark) {
      marks[place] = mark;
      return null;
    }
    Entry fresh = new Entry(id, digests);
    entries[place] = fresh;
    return fresh;
  }

  int places() {
    return entries.length;
  }

  /** The last step of MurmurHash3: String.hashCode leaves the high bits of short ids empty. */
  private static int spread(int h) {
    int x = h;
    x = (x ^ (x >>> 16)) * 0x85ebca6b;
    x = (x ^ (x >>> 13)) * 0xc2b2ae35;
    return x ^ (x >>> 16);
  }
}
