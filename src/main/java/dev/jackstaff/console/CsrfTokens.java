package dev.jackstaff.console;

import dev.jackstaff.internal.Secrets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that prove that a form was served to its sender. A token consists of the hour and an HMAC
 * of the hour and the owner, so that every node with the key can check it, and no node has to store
 * it. It is valid for a day. The first key signs; all keys verify.
 */
final class CsrfTokens {
  private static final int LIFETIME_HOURS = 24;

  private final List<byte[]> keys;
  private final InstantSource clock;

  /** Creates tokens with keys. If there are none, a random key is used, which no other node has. */
  CsrfTokens(List<byte[]> keys, InstantSource clock) {
    this.keys = keys.isEmpty() ? List.of(Secrets.random()) : keys;
    this.clock = clock;
  }

  String token(String owner) {
    return token(owner, hour());
  }

  boolean accepts(@Nullable String token, String owner) {
    int dot = token == null ? -1 : token.indexOf('.');
    if (token == null || dot < 1 || dot > 10 || token.length() > 100) {
      return false;
    }
    String digits = token.substring(0, dot);
    if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return false;
    }
    long age = hour() - Long.parseLong(digits);
    // The clock of the other node may be slightly ahead.
    boolean fresh = age >= -1 && age <= LIFETIME_HOURS;
    long hour = Long.parseLong(digits);
    return Secrets.isSigned(keys, signed(owner, hour), token.substring(dot + 1)) && fresh;
  }

  private long hour() {
    return clock.instant().getEpochSecond() / Duration.ofHours(1).toSeconds();
  }

  private String token(String owner, long hour) {
    return hour + "." + Secrets.encode(Secrets.sign(keys.get(0), signed(owner, hour)));
  }

  /**
   * Returns the signed text. Its prefix prevents the use of signatures that were made for another
   * purpose with the same key.
   */
  private static String signed(String owner, long hour) {
    return "console:" + hour + ":" + owner;
  }
}
