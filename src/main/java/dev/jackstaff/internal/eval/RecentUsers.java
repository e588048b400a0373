package dev.jackstaff.internal.eval;

import dev.jackstaff.model.BucketingId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A cache of recent users with their digests and their last answers, so that a returning user costs
 * no digest and usually no new answer.
 *
 * <p>An id can be in one of four places in either of two sets of a table of fixed size; one of
 * these places is its home. An empty place is used at once, in the emptier set, so the table is
 * nearly full before an id finds no place. If there is none, the first visit only leaves a mark at
 * the home, and the second visit replaces its entry if no other id has left a mark there meanwhile,
 * not even the id of the entry itself. If the entries have used up the bytes, empty places are not
 * used either. So a stream of ids that never return costs an int each and no garbage, and users who
 * return in turn do not evict each other. Races between reads and writes are harmless: the content
 * of an entry is a pure function of its id or is compared before it is used, and the last write is
 * as good as the previous content.
 *
 * <p>The bytes are a bound. An entry is charged its usual size when it is admitted and its real
 * size afterwards. If users have grown beyond the bytes by a sixteenth, no entry grows further:
 * digests are not kept, a larger answer is not kept, and a new user's visit only frees a place.
 */
final class RecentUsers {
  private static final int WAYS = 4;

  /** An id as long as most are; a UUID. */
  private static final String DEFAULT_ID = "00000000-0000-0000-0000-000000000000";

  /** The bytes of a place: a reference and two hashes. */
  private static final long PLACE_BYTES = 8 + 4 + 4;

  private static final long EVICTED = -1;

  /** The factor that maps one set of an id to the other. */
  private static final int ODD = 0x9E3779B9;

  /**
   * The decisions of a user.
   *
   * @param answer the decisions
   * @param period the period of {@link EvaluationInputs} in which they were made
   * @param attributes the attributes that they depend on, or null if they are not kept
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; a list would be one object more
  record LastAnswer(Decisions answer, int period, @Nullable Object @Nullable [] attributes) {
    /** Returns the size of the answer and the attributes in bytes. */
    long bytes() {
      return answer.bytes() + EvaluationInputs.bytes(attributes);
    }
  }

  /** The cached data of one user. */
  static final class Entry {
    /** Opaque access, so that on no platform a reader sees half of a digest. */
    private static final VarHandle DIGEST = MethodHandles.arrayElementVarHandle(long[].class);

    private static final VarHandle BYTES;

    static {
      try {
        BYTES = MethodHandles.lookup().findVarHandle(Entry.class, "bytes", long.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private final @Nullable String id;
    private final int size;

    /** The bytes that are charged for this entry; {@link #EVICTED} after its place was taken. */
    @SuppressWarnings("UnusedVariable") // accessed by BYTES
    private volatile long bytes;

    /** Allocated when the user is evaluated again, which most users are not. */
    private long @Nullable [] digests;

    /** The last outcome; immutable, so that a race yields the one or the other. */
    @Nullable LastAnswer last;

    Entry(@Nullable String id, int size) {
      this.id = id;
      this.size = size;
    }

    /** Returns the bytes of the kept digests. */
    private long digestBytes() {
      return digests == null ? 0 : 16 + 8L * size;
    }

    /** Returns whether an answer without attributes is kept already, so that none is allocated. */
    @SuppressWarnings("ReferenceEquality")
    boolean isLast(Decisions answer, int period) {
      LastAnswer kept = last;
      return kept != null
          && kept.answer() == answer
          && kept.period() == period
          && kept.attributes() == null;
    }

    /** Returns a cached digest, or 0. */
    long digest(int memory) {
      long[] kept = digests;
      return kept == null ? 0 : (long) DIGEST.getOpaque(kept, memory);
    }

    void remember(int memory, long digest) {
      long[] kept = digests;
      if (kept != null) {
        DIGEST.setOpaque(kept, memory, digest);
      }
    }
  }

  private final @Nullable Entry[] entries;

  /**
   * The hashes of the entries' ids, 0 for none, so that an unknown id usually needs no read of the
   * entries.
   */
  private final int[] owners;

  private final int[] marks;
  private final int sets;
  private final int digests;
  private final long usualBytes;
  private final Entry withoutId = new Entry(null, 0);

  /** The bytes that no entry uses; negative if entries have grown since they were admitted. */
  private final AtomicLong free;

  /** The bytes by which entries may exceed the bound before none may grow. */
  private final long allowance;

  /**
   * Creates the table.
   *
   * @param bytes the maximum size of the table in bytes, with the real size of its entries
   * @param usualBytes the usual size of what is kept of a user in bytes, without the id
   */
  RecentUsers(long bytes, long usualBytes, int digests) {
    long places = bytes / (usualBytes + idBytes(DEFAULT_ID) + PLACE_BYTES);
    this.sets = (int) Math.min(1 << 18, places / WAYS);
    this.entries = new Entry[sets * WAYS];
    this.owners = new int[sets * WAYS];
    this.marks = new int[sets * WAYS];
    this.digests = digests;
    this.usualBytes = usualBytes;
    this.free = new AtomicLong(bytes - PLACE_BYTES * entries.length);
    this.allowance = bytes / 16;
  }

  /** Returns the size of an id with its entry in bytes. */
  private static long idBytes(String id) {
    return 112 + (isLatin1(id) ? 1L : 2L) * id.length();
  }

  private static boolean isLatin1(String id) {
    for (int i = 0; i < id.length(); i++) {
      if (id.charAt(i) > 0xFF) {
        return false;
      }
    }
    return true;
  }

  /**
   * Keeps a user's last outcome, unless there is no room for a larger one.
   *
   * @param entry an entry of this table
   * @param last the outcome
   */
  void keep(Entry entry, LastAnswer last) {
    if (entry.id == null) {
      entry.last = last;
      return;
    }
    long bytes = fixedBytes(entry) + last.bytes();
    boolean room = bytes <= (long) Entry.BYTES.getVolatile(entry) || !isOver();
    entry.last = room ? last : null;
    charge(entry, room ? bytes : fixedBytes(entry));
  }

  /**
   * Prepares for digests of a user whose decisions are computed once more, unless there is no room.
   *
   * @param entry an entry of this table
   */
  void keepDigests(Entry entry) {
    if (entry.digests != null || (entry.id != null && isOver())) {
      return;
    }
    entry.digests = new long[entry.size];
    LastAnswer last = entry.last;
    if (entry.id != null && last != null) {
      charge(entry, fixedBytes(entry) + last.bytes());
    }
  }

  /** Returns the size of an entry without its answer in bytes. */
  private static long fixedBytes(Entry entry) {
    return entry.digestBytes() + (entry.id == null ? 0 : idBytes(entry.id));
  }

  /** Returns whether the entries have grown so far that none may grow. */
  private boolean isOver() {
    return free.get() < -allowance;
  }

  /** Returns the real size of the table and its entries in bytes. */
  long bytes() {
    long bytes = PLACE_BYTES * entries.length;
    for (Entry entry : entries) {
      LastAnswer last = entry == null ? null : entry.last;
      bytes += entry == null ? 0 : fixedBytes(entry) + (last == null ? 0 : last.bytes());
    }
    return bytes;
  }

  /** Charges an entry's real size, unless its place was taken meanwhile. */
  private void charge(Entry entry, long bytes) {
    long before = (long) Entry.BYTES.getVolatile(entry);
    if (before != bytes && before != EVICTED && Entry.BYTES.compareAndSet(entry, before, bytes)) {
      free.addAndGet(before - bytes);
    }
  }

  private void release(@Nullable Entry entry) {
    long bytes = entry == null ? EVICTED : (long) Entry.BYTES.getAndSet(entry, EVICTED);
    if (bytes != EVICTED) {
      free.addAndGet(bytes);
    }
  }

  /** Returns the entry of an id, or null if it is not cached. */
  @Nullable Entry entry(@Nullable String id) {
    if (id == null) {
      return withoutId;
    }
    if (sets == 0 || id.length() > BucketingId.MAX_LENGTH) {
      return null;
    }
    int hash = spread(id.hashCode());
    int first = set(hash);
    int second = set(hash * ODD);
    Entry known = look(first, id, hash);
    if (known == null) {
      known = look(second, id, hash);
    }
    return known == null ? admit(first, second, id, hash) : known;
  }

  private int set(int hash) {
    return (int) (((hash & 0xFFFFFFFFL) * sets) >>> 32) * WAYS;
  }

  private @Nullable Entry look(int set, String id, int hash) {
    for (int place = set; place < set + WAYS; place++) {
      if (owners[place] == hash) {
        Entry entry = entries[place];
        if (entry != null && id.equals(entry.id)) {
          mark(place, hash);
          return entry;
        }
      }
    }
    return null;
  }

  private @Nullable Entry admit(int first, int second, String id, int hash) {
    int one = taken(first);
    int two = taken(second);
    if (Math.min(one, two) < WAYS && free.get() > 0) {
      return take(one <= two ? first + one : second + two, id, hash);
    }
    int home = first + Integer.remainderUnsigned(hash, Math.max(1, one));
    if (owners[home] == 0 || mark(home, hash)) {
      return null;
    }
    if (isOver()) {
      release(entries[home]);
      entries[home] = null;
      owners[home] = 0;
      return null;
    }
    return take(home, id, hash);
  }

  /** Returns the number of used places in a set; these are the first ones. */
  private int taken(int set) {
    int taken = 0;
    while (taken < WAYS && owners[set + taken] != 0) {
      taken++;
    }
    return taken;
  }

  /** Leaves a mark; returns true if the previous mark was left by another id. */
  private boolean mark(int place, int hash) {
    if (marks[place] == hash) {
      return false;
    }
    marks[place] = hash;
    return true;
  }

  private Entry take(int place, String id, int hash) {
    Entry fresh = new Entry(id, digests);
    release(entries[place]);
    charge(fresh, usualBytes + idBytes(id));
    entries[place] = fresh;
    owners[place] = hash;
    return fresh;
  }

  int places() {
    return entries.length;
  }

  /**
   * The last step of MurmurHash3, since String.hashCode leaves the high bits of short ids empty.
   */
  private static int spread(int h) {
    int x = h;
    x = (x ^ (x >>> 16)) * 0x85ebca6b;
    x = (x ^ (x >>> 13)) * 0xc2b2ae35;
    return x ^ (x >>> 16);
  }
}
