package dev.jackstaff.benchmark;

import dev.jackstaff.benchmark.Catalogue.FlagSpec;
import dev.jackstaff.benchmark.Catalogue.Kind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The cost of deciding by hand: an array of compiled flags, one hash of {@code name:id} for each
 * percentage flag, a {@link HashSet} for each list. The floors differ in the hash alone.
 */
final class HashFloor extends Peer {

  /** Hashes a stretch of bytes to an unsigned 32-bit number. */
  private interface Hash {
    int of(byte[] bytes, int from, int to);
  }

  private record Compiled(Kind kind, byte[] prefix, long threshold, Set<String> users) {}

  private static final int ROOM_FOR_PREFIX = 128;
  private static final int ROOM_FOR_ID = 1024;

  private final Compiled[] flags;
  private final Map<String, Compiled> byName = new HashMap<>();
  private final ThreadLocal<Scratch> scratch;

  private HashFloor(Catalogue catalogue, Supplier<Hash> hash) {
    super(catalogue);
    scratch = ThreadLocal.withInitial(() -> new Scratch(hash.get()));
    flags = catalogue.flags().stream().map(HashFloor::compile).toArray(Compiled[]::new);
    for (int i = 0; i < flags.length; i++) {
      byName.put(catalogue.flags().get(i).name(), flags[i]);
    }
  }

  /** MD5 as the library's buckets demand it: the floor for a user who was not seen before. */
  static HashFloor md5(Catalogue catalogue) {
    return new HashFloor(catalogue, Md5::new);
  }

  static HashFloor murmur3(Catalogue catalogue) {
    return new HashFloor(catalogue, () -> HashFloor::murmur3);
  }

  static HashFloor mix64(Catalogue catalogue) {
    return new HashFloor(catalogue, () -> HashFloor::mix64);
  }

  @Override
  Predicate<String> begin(String userId) {
    return name -> isOn(byName.get(name), userId, scratch.get().with(userId));
  }

  @Override
  long[] decideAll(String userId) {
    Scratch id = scratch.get().with(userId);
    long[] bits = new long[(flags.length + 63) >> 6];
    for (int i = 0; i < flags.length; i++) {
      if (isOn(flags[i], userId, id)) {
        bits[i >> 6] |= 1L << i;
      }
    }
    return bits;
  }

  private static boolean isOn(Compiled flag, String userId, Scratch id) {
    return switch (flag.kind()) {
      case ON -> true;
      case OFF -> false;
      case PERCENTAGE -> id.hashedWith(flag.prefix()) < flag.threshold();
      case LISTED -> flag.users().contains(userId);
    };
  }

  private static Compiled compile(FlagSpec flag) {
    byte[] prefix = (flag.name() + ":").getBytes(StandardCharsets.UTF_8);
    return new Compiled(
        flag.kind(), prefix, threshold(flag.percentage()), new HashSet<>(flag.users()));
  }

  /** The least number whose bucket is not below the percentage, in the buckets' own arithmetic. */
  static long threshold(double percentage) {
    long number = (long) (percentage / 100 * 0xFFFFFFFFL);
    while (number > 0 && bucket(number - 1) >= percentage) {
      number--;
    }
    while (number <= 0xFFFFFFFFL && bucket(number) < percentage) {
      number++;
    }
    return number;
  }

  private static double bucket(long number) {
    return number / (double) 0xFFFFFFFFL * 100;
  }

  /** A thread's buffer; the id lies at one place and each flag's prefix is copied before it. */
  private static final class Scratch {

    private final Hash hash;
    private final byte[] buffer = new byte[ROOM_FOR_PREFIX + ROOM_FOR_ID];
    private int end;

    Scratch(Hash hash) {
      this.hash = hash;
    }

    Scratch with(String id) {
      byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
      System.arraycopy(bytes, 0, buffer, ROOM_FOR_PREFIX, bytes.length);
      end = ROOM_FOR_PREFIX + bytes.length;
      return this;
    }

    long hashedWith(byte[] prefix) {
      int from = ROOM_FOR_PREFIX - prefix.length;
      System.arraycopy(prefix, 0, buffer, from, prefix.length);
      return hash.of(buffer, from, end) & 0xFFFFFFFFL;
    }
  }

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BIG_ENDIAN_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final class Md5 implements Hash {

    private final MessageDigest digest = newDigest();
    private final byte[] result = new byte[16];

    @Override
    public int of(byte[] bytes, int from, int to) {
      try {
        digest.update(bytes, from, to - from);
        digest.digest(result, 0, result.length);
        return (int) BIG_ENDIAN_INT.get(result, 0);
      } catch (DigestException e) {
        throw new IllegalStateException(e);
      }
    }

    private static MessageDigest newDigest() {
      try {
        return MessageDigest.getInstance("MD5");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static int mix64(byte[] bytes, int from, int to) {
    long hash = to - from;
    int at = from;
    for (; at + 8 <= to; at += 8) {
      hash = mixed(hash ^ (long) LONG.get(bytes, at));
    }
    long tail = 0;
    for (int shift = 0; at < to; at++, shift += 8) {
      tail |= (bytes[at] & 0xFFL) << shift;
    }
    return (int) (mixed(hash ^ tail) >>> 32);
  }

  /** The finalizer of SplitMix64. */
  private static long mixed(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static int murmur3(byte[] bytes, int from, int to) {
    int hash = 0;
    int at = from;
    for (; at + 4 <= to; at += 4) {
      hash = Integer.rotateLeft(hash ^ scrambled((int) INT.get(bytes, at)), 13) * 5 + 0xE6546B64;
    }
    int tail = 0;
    for (int shift = 0; at < to; at++, shift += 8) {
      tail |= (bytes[at] & 0xFF) << shift;
    }
    hash ^= scrambled(tail) ^ (to - from);
    hash = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
    hash = (hash ^ (hash >>> 13)) * 0xC2B2AE35;
    return hash ^ (hash >>> 16);
  }

  private static int scrambled(int block) {
    return Integer.rotateLeft(block * 0xCC9E2D51, 15) * 0x1B873593;
  }
}
