package dev.jackstaff.internal.eval;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.LongToDoubleFunction;

/**
 * The position of a user in a rollout, computed exactly as in the original database-backed service:
 * of the MD5 of {@code salt:id}, the first 32 bits are the bucket, and the next 32 determine the
 * variant.
 *
 * <p>Both are compared as integers. The threshold of a percentage is the number of 32-bit values
 * whose bucket, computed in doubles as the original does, is below it. So the comparison needs no
 * division and agrees with the formula to the last bit.
 */
public final class Buckets {
  /** The threshold that is above every 32-bit value. */
  static final long EVERYBODY = 1L << 32;

  private Buckets() {}

  /**
   * {@return the bucket, from 0 to 100}
   *
   * @param salt the flag's salt
   * @param id the bucketing id
   */
  public static double bucket(String salt, String id) {
    return bucket(digest(salt, id) >>> 32);
  }

  /** Returns the first 64 bits of the digest: 32 for the bucket and 32 for the variant. */
  static long digest(String salt, String id) {
    byte[] hash = md5().digest((salt + ":" + id).getBytes(StandardCharsets.UTF_8));
    return first64(hash);
  }

  static long first64(byte[] hash) {
    long bits = 0;
    for (int i = 0; i < 8; i++) {
      bits = bits << 8 | (hash[i] & 0xFF);
    }
    return bits;
  }

  static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(
          "this Java runtime has no MD5, which percentages need; allow it in its security settings",
          e);
    }
  }

  /** Returns the number of 32-bit values whose bucket is below the percentage. */
  static long threshold(double percentage) {
    return percentage >= 100 ? EVERYBODY : countUnder(percentage, Buckets::bucket);
  }

  /**
   * Returns the number of 32-bit values that, scaled to the total weight, are below the cumulated
   * weight.
   */
  static long threshold(double cumulated, double total) {
    // With tiny weights the product rounds up to the total, and a variant without weight may
    // follow.
    return cumulated >= total ? EVERYBODY : countUnder(cumulated, bits -> bits / 0x1p32 * total);
  }

  private static double bucket(long bits) {
    return bits / (double) 0xFFFFFFFFL * 100;
  }

  /** Finds the count by bisection, since the function is monotonic. */
  private static long countUnder(double limit, LongToDoubleFunction rising) {
    long low = 0;
    long high = EVERYBODY;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (rising.applyAsDouble(middle) < limit) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
