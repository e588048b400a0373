package dev.jackstaff.internal.eval;

import dev.jackstaff.model.BucketingId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The users seen lately, with their digests and their last answer; so a returning user costs no
 * digest and, as a rule, no new answer.
 *
 * <p>An id has one of four places in either of two sets of a table of fixed size, and one of them
 * is its home. An empty place is taken at once, in the emptier set; so the table fills nearly to
 * the last place before somebody finds none. If there is none, the first visit only leaves a mark
 * at home, and the second takes that place if nobody else has left a mark there meanwhile, not even
 * its owner. So a stream of ids that never come back costs an int and no garbage, and users who
 * come in turn do not drive each other out. Reads and writes race without harm: what an entry keeps
 * is a pure function of its id, or compared before it is used, and what is written last is as good
 * as what was there.
 */
final class Recent {
  private static final int WAYS = 4;

  /** Leads from one set of an id to the other. */
  private static final int ODD = 0x9E3779B9;

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

    /** Writes only what is new, since threads share the entry. */
    @SuppressWarnings("ReferenceEquality")
    void keep(Answer latest) {
      if (answer != latest) {
        answer = latest;
      }
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

  /** The hashes of the entries' ids, 0 for none; a stranger costs no look at the entries. */
  private final int[] owners;

  private final int[] marks;
  private final int sets;
  private final int digests;
  private final Entry withoutId = new Entry(null, 0);

  /**
   * Makes the table.
   *
   * @param bytes how large it may become
   * @param entryBytes the most that one entry takes beside its id
   */
  Recent(long bytes, long entryBytes, int digests) {
    long idBytes = 56 + 2 * BucketingId.MAX_LENGTH;
    long placeBytes = 8 + 4 + 4;
    long places = bytes / (entryBytes + idBytes + placeBytes);
    this.sets = (int) Math.min(1 << 18, places / WAYS);
    this.entries = new Entry[sets * WAYS];
    this.owners = new int[sets * WAYS];
    this.marks = new int[sets * WAYS];
    this.digests = digests;
  }

  /** The entry of an id, or null if it is not to be kept. */
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

  /** How many places of a set are taken; the first ones are. */
  private int taken(int set) {
    int taken = 0;
    while (taken < WAYS && owners[set + taken] != 0) {
      taken++;
    }
    return taken;
  }

  /** Whether somebody else was the last to leave a mark. */
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

  /** The last step of MurmurHash3: String.hashCode leaves the high bits of short ids empty. */
  private static int spread(int h) {
    int x = h;
    x = (x ^ (x >>> 16)) * 0x85ebca6b;
    x = (x ^ (x >>> 13)) * 0xc2b2ae35;
    return x ^ (x >>> 16);
  }
}
