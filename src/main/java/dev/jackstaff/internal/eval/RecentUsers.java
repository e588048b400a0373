package dev.jackstaff.internal.eval;

import dev.jackstaff.model.BucketingId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A cache of recent users with their digests and their last answers, so that a returning user costs
 * no digest and usually no new answer.
 *
 * <p>An id can be in one of four places in either of two sets of a table of fixed size; one of
 * these places is its home. An empty place is used at once, in the emptier set, so the table is
 * nearly full before an id finds no place. If there is none, the first visit only leaves a mark at
 * the home, and the second visit replaces its entry if no other id has left a mark there meanwhile,
 * not even the id of the entry itself. So a stream of ids that never return costs an int each and
 * no garbage, and users who return in turn do not evict each other. Races between reads and writes
 * are harmless: the content of an entry is a pure function of its id or is compared before it is
 * used, and the last write is as good as the previous content.
 */
final class RecentUsers {
  private static final int WAYS = 4;

  /** The factor that maps one set of an id to the other. */
  private static final int ODD = 0x9E3779B9;

  /** The cached data of one user. */
  static final class Entry {
    /** Opaque access, so that on no platform a reader sees half of a digest. */
    private static final VarHandle DIGEST = MethodHandles.arrayElementVarHandle(long[].class);

    private final @Nullable String id;
    private final long[] digests;
    @Nullable Decisions answer;

    Entry(@Nullable String id, int digests) {
      this.id = id;
      this.digests = new long[digests];
    }

    /** Stores an answer only if it is new, since threads share the entry. */
    @SuppressWarnings("ReferenceEquality")
    void keep(Decisions latest) {
      if (answer != latest) {
        answer = latest;
      }
    }

    /** Returns a cached digest, or 0. */
    long digest(int memory) {
      return (long) DIGEST.getOpaque(digests, memory);
    }

    void remember(int memory, long digest) {
      DIGEST.setOpaque(digests, memory, digest);
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
  private final Entry withoutId = new Entry(null, 0);

  /**
   * Creates the table.
   *
   * @param bytes the maximum size of the table in bytes
   * @param entryBytes the maximum size of an entry in bytes, without its id
   */
  RecentUsers(long bytes, long entryBytes, int digests) {
    long idBytes = 56 + 2 * BucketingId.MAX_LENGTH;
    long placeBytes = 8 + 4 + 4;
    long places = bytes / (entryBytes + idBytes + placeBytes);
    this.sets = (int) Math.min(1 << 18, places / WAYS);
    this.entries = new Entry[sets * WAYS];
    this.owners = new int[sets * WAYS];
    this.marks = new int[sets * WAYS];
    this.digests = digests;
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
    if (Math.min(one, two) < WAYS) {
      return take(one <= two ? first + one : second + two, id, hash);
    }
    int home = first + (hash & (WAYS - 1));
    return mark(home, hash) ? null : take(home, id, hash);
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
