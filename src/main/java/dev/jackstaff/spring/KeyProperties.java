package dev.jackstaff.spring;

import dev.jackstaff.internal.Params;
import dev.jackstaff.internal.Secrets;
import java.util.List;

/** Reads properties that hold several keys: with commas, or as a list of YAML. */
final class KeyProperties {
  private KeyProperties() {}

  /** The keys without blanks around them; a comma always separates two. */
  static String[] texts(List<String> keys) {
    return Params.list(String.join(",", keys)).toArray(String[]::new);
  }

  /** The keys as bytes; throws {@code IllegalArgumentException} if none or any is too short. */
  static List<byte[]> keys(List<String> keys, int least, String subject) {
    return Secrets.longEnough(Secrets.bytes(List.of(texts(keys))), least, subject);
  }
}
