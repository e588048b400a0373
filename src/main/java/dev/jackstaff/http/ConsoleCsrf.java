package dev.jackstaff.http;

import dev.jackstaff.internal.Secrets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that prove that a form was served to whoever sends it. A token is the hour and an HMAC of
 * it and its holder, so that every node which knows the key can check it, and none has to keep it.
 * It is good for a day. The first key signs, all verify.
 */
final class ConsoleCsrf {
  private static final int GOOD_FOR_HOURS = 24;

  private final List<byte[]> keys;
  private final InstantSource clock;

  /** Without keys there is a random one, which no other node knows. */
  ConsoleCsrf(List<byte[]> keys, InstantSource clock) {
    this.keys = keys.isEmpty() ? List.of(Secrets.random()) : keys;
    this.clock = clock;
  }

  String token(String holder) {
    return token(holder, hour());
  }

  boolean accepts(@Nullable String token, String holder) {
    int dot = token == null ? -1 : token.indexOf('.');
    if (token == null || dot < 1 || dot > 10 || token.length() > 100) {
      return false;
    }
    String digits = token.substring(0, dot);
    if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return false;
    }
    long age = hour() - Long.parseLong(digits);
    // The other node's clock may be a little ahead.
    boolean fresh = age >= -1 && age <= GOOD_FOR_HOURS;
    long hour = Long.parseLong(digits);
    return Secrets.isSigned(keys, signed(holder, hour), token.substring(dot + 1)) && fresh;
  }

  private long hour() {
    return clock.instant().getEpochSecond() / Duration.ofHours(1).toSeconds();
  }

  private String token(String holder, long hour) {
    return hour + "." + Secrets.encode(Secrets.sign(keys.get(0), signed(holder, hour)));
  }

  /** So that a signature for something else under the same secret is none here. */
  private static String signed(String holder, long hour) {
    return "console:" + hour + ":" + holder;
  }
}
