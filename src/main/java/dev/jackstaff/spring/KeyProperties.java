package dev.jackstaff.spring;

import dev.jackstaff.internal.Params;
import dev.jackstaff.internal.Secrets;
import java.util.List;

/** Reads properties that contain several keys, separated by commas or as a YAML list. */
final class KeyProperties {
  private KeyProperties() {}

  /** Returns the keys, stripped; a comma always separates two. */
  static String[] texts(List<String> keys) {
    return Params.list(String.join(",", keys)).toArray(String[]::new);
  }

  /**
   * Returns the keys as bytes; throws {@code IllegalArgumentException} if there is none or any is
   * too short.
   */
  static List<byte[]> keys(List<String> keys, int least, String subject) {
    return Secrets.longEnough(Secrets.bytes(List.of(texts(keys))), least, subject);
  }
}
