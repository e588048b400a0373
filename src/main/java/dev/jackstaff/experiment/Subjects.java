package dev.jackstaff.experiment;

import dev.jackstaff.internal.Secrets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What subjects are called in sinks. A subject is what a flag draws by: the user's id, or another
 * attribute. Hashed ids are 128 bits of an HMAC-SHA-256, so that exposures and conversions can be
 * joined by who knows no id, and nobody without the key can try out ids. Thread-safe.
 */
final class Subjects {
  private static final int BYTES = 16;
  private static final HexFormat HEX = HexFormat.of();

  /** Gives the key; asked until it is known. */
  interface KeySource {
    byte[] key() throws Exception;
  }

  private final @Nullable KeySource source;
  private volatile byte @Nullable [] known;

  private Subjects(@Nullable KeySource source) {
    this.source = source;
  }

  static Subjects plain() {
    return new Subjects(null);
  }

  static Subjects hashed(KeySource source) {
    return new Subjects(source);
  }

  /** Another attribute than the id has its name before it, so that they cannot be mixed up. */
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
