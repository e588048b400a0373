package dev.jackstaff.experiment;

import dev.jackstaff.internal.Secrets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The ids of subjects as they are written to sinks. A subject is the value that a flag buckets by:
 * the user's id, or another attribute. Hashed ids are 128 bits of an HMAC-SHA-256, so that
 * exposures and conversions can be joined without knowing any id, and ids cannot be guessed without
 * the key. Thread-safe.
 */
final class SubjectIds {
  private static final int BYTES = 16;
  private static final HexFormat HEX = HexFormat.of();

  /** A source of the key; called until it has returned one. */
  interface KeySource {
    byte[] key() throws Exception;
  }

  private final @Nullable KeySource source;
  private volatile byte @Nullable [] known;

  private SubjectIds(@Nullable KeySource source) {
    this.source = source;
  }

  static SubjectIds plain() {
    return new SubjectIds(null);
  }

  static SubjectIds hashed(KeySource source) {
    return new SubjectIds(source);
  }

  /**
   * Returns the id of a subject for sinks. An attribute other than the id is prefixed with its
   * name, so that values of different attributes cannot be confused.
   */
  String name(String attribute, String id) throws Exception {
    String whole = attribute.equals("id") ? id : attribute + ":" + id;
    KeySource keys = source;
    if (keys == null) {
      return Storable.cut(whole, Storable.MAX_SUBJECT_LENGTH);
    }
    return HEX.formatHex(Secrets.sign(key(keys), attribute + ":" + id), 0, BYTES);
  }

  private byte[] key(KeySource keys) throws Exception {
    byte[] key = known;
    if (key == null) {
      key = keys.key();
      known = key;
    }
    return key;
  }
}
