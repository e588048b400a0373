package dev.jackstaff.internal.eval;

import dev.jackstaff.model.BucketingId;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.User;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The evaluation of a set for one user: the decisions so far, and the buffers. It is reused for
 * further users, by one thread at a time.
 */
final class EvaluationRun {
  private static final int NO_ID = -1;

  private final CompiledFlags set;
  private final int longestPrefix;
  private final MessageDigest md5 = Buckets.md5();
  private final byte[] hash = new byte[16];

  /**
   * The number of the current run. Data with the number of an earlier run is invalid, so it need
   * not be cleared.
   */
  private long run;

  /** The decisions by slot, or by index if there are overrides. */
  private Decision[] decisions;

  private final Decision[] spare;

  /** The run in which each required flag was decided. */
  private final long[] decided;

  /** The run in which each segment was evaluated, times 2, plus 1 if the user is in it. */
  private final long[] segments;

  /**
   * The bytes of the id at a fixed position, with those of a salt directly before them, so that one
   * update hashes both.
   */
  private byte[] buffer;

  /** The attributes by the number of their path; null until a condition asks. */
  private final @Nullable AttributeValue[] values;

  /** The attributes that this run has asked for. */
  private final AttributeValue[] used;

  private int uses;

  private User user = User.anonymous();
  private Instant now = Instant.EPOCH;
  private @Nullable Map<String, FlagOverride> overrides;

  /**
   * The flags that are killed although the set does not contain the kill; used only with overrides.
   */
  private Set<String> killed = Set.of();

  /** The user's digests from earlier requests; null if they are not cached. */
  private RecentUsers.@Nullable Entry recent;

  /** The user's last answer; null if it is unknown. */
  private @Nullable Decisions last;

  /**
   * The number of the last digest's key, since storing a reference costs more than comparing one.
   */
  private int digested = -1;

  private long digest;

  private @Nullable String attribute;
  private int idLength = NO_ID;

  EvaluationRun(CompiledFlags set) {
    this.set = set;
    this.longestPrefix = set.sizes().longestPrefix();
    this.spare = new Decision[set.slots()];
    this.decisions = spare;
    this.decided = new long[set.size()];
    this.segments = new long[set.sizes().segments()];
    this.values = new AttributeValue[set.sizes().attributes()];
    this.used = new AttributeValue[set.sizes().attributes()];
    this.buffer = new byte[longestPrefix + 64];
  }

  void begin(User forUser, Instant at, RecentUsers.@Nullable Entry seen, @Nullable Decisions told) {
    run++;
    user = forUser;
    now = at;
    recent = seen;
    last = told;
  }

  /** Makes this run write to a new array, which the caller keeps. */
  Decision[] useNewArray(int size) {
    decisions = new Decision[size];
    return decisions;
  }

  void override(Map<String, FlagOverride> with, Set<String> kills) {
    overrides = with;
    killed = kills;
  }

  /** Clears the user so that it can be collected. */
  void end() {
    user = User.anonymous();
    overrides = null;
    killed = Set.of();
    recent = null;
    last = null;
    decisions = spare;
    while (uses > 0) {
      used[--uses].clear();
    }
    digested = -1;
    attribute = null;
    if (buffer.length > longestPrefix + 4096) {
      buffer = new byte[longestPrefix + 64];
    }
  }

  User user() {
    return user;
  }

  Instant now() {
    return now;
  }

  /** Returns a flag's decision; it is computed at most once per run if other flags require it. */
  Decision resolve(CompiledFlag flag) {
    if (overrides != null) {
      return resolveOverridden(flag, overrides);
    }
    if (flag.constant != null) {
      return flag.constant;
    }
    if (last != null && flag.steady) {
      return last.at(flag.slot);
    }
    return flag.required ? resolveOnce(flag) : resolveAnew(flag);
  }

  private Decision resolveOnce(CompiledFlag flag) {
    if (decided[flag.slot] != run) {
      resolveAnew(flag);
      decided[flag.slot] = run;
    }
    return decisions[flag.slot];
  }

  private Decision resolveAnew(CompiledFlag flag) {
    Decision decision = flag.decide(this);
    decisions[flag.slot] = decision;
    return decision;
  }

  private Decision resolveOverridden(CompiledFlag flag, Map<String, FlagOverride> wanted) {
    if (decided[flag.index] != run) {
      Decision forced = killed.contains(flag.name) ? set.kill(flag) : forced(flag, wanted);
      decisions[flag.index] = forced != null ? forced : flag.decide(this);
      decided[flag.index] = run;
    }
    return decisions[flag.index];
  }

  private @Nullable Decision forced(CompiledFlag flag, Map<String, FlagOverride> wanted) {
    FlagOverride override = flag.killed == null ? wanted.get(flag.name) : null;
    return override == null ? null : set.force(flag, override, this);
  }

  Decision[] decisions() {
    return decisions;
  }

  /** Returns an attribute of the user; it is looked up at most once per run. */
  AttributeValue value(AttributePath path, int number) {
    AttributeValue known = values[number];
    if (known == null) {
      known = new AttributeValue(null);
      values[number] = known;
    }
    if (known.run != run) {
      known.run = run;
      known.set(path.find(this));
      used[uses++] = known;
    }
    return known;
  }

  /** Returns whether the user is in a segment; computed at most once per run. */
  boolean inSegment(int index, CompiledCondition segment) {
    if (segments[index] >> 1 != run) {
      segments[index] = run << 1 | (segment.holds(this) ? 1 : 0);
    }
    return (segments[index] & 1) != 0;
  }

  boolean hasId(BucketKey key) {
    return idLength(key) != NO_ID;
  }

  /**
   * Returns the digest, with 32 bits for the bucket and 32 for the variant, for a user who has an
   * id under this key.
   */
  long digest(BucketKey key) {
    if (digested == key.number) {
      return digest;
    }
    RecentUsers.Entry seen = key.memory < 0 ? null : recent;
    long bits = seen == null ? 0 : seen.digest(key.memory);
    if (bits == 0) {
      bits = compute(key);
      if (seen != null) {
        seen.remember(key.memory, bits);
      }
    }
    digested = key.number;
    digest = bits;
    return bits;
  }

  private long compute(BucketKey key) {
    int length = key.prefix.length + idLength(key);
    int start = longestPrefix - key.prefix.length;
    System.arraycopy(key.prefix, 0, buffer, start, key.prefix.length);
    md5.update(buffer, start, length);
    try {
      md5.digest(hash, 0, hash.length);
    } catch (DigestException e) {
      throw new IllegalStateException("MD5 has 16 bytes", e);
    }
    return Buckets.first64(hash);
  }

  /**
   * Returns the length of the bucketing id in the buffer, which is kept until another attribute is
   * requested.
   */
  private int idLength(BucketKey key) {
    if (!key.attribute.equals(attribute)) {
      String text = BucketingId.of(user.attribute(key.attribute));
      idLength = text == null ? NO_ID : copyId(text.getBytes(StandardCharsets.UTF_8));
      attribute = key.attribute;
    }
    return idLength;
  }

  private int copyId(byte[] id) {
    int middle = longestPrefix;
    if (buffer.length < middle + id.length) {
      buffer = new byte[middle + id.length];
    }
    System.arraycopy(id, 0, buffer, middle, id.length);
    return id.length;
  }
}
