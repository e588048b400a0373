package dev.jackstaff.http;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that prove that a form was served to whoever sends it. A token is the hour and an HMAC of
 * it and its holder, so that every node which knows the secret can check it, and none has to keep
 * it. It is good for a day.
 */
final class ConsoleCsrf {
  private static final int GOOD_FOR_HOURS = 24;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final InstantSource clock;

  ConsoleCsrf(byte[] secret, InstantSource clock) {
    this.key = new SecretKeySpec(secret, ALGORITHM);
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
    return MessageDigest.isEqual(bytes(token(holder, Long.parseLong(digits))), bytes(token))
        && fresh;
  }

  private long hour() {
    return clock.instant().getEpochSecond() / Duration.ofHours(1).toSeconds();
  }

  private String token(String holder, long hour) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] hmac = mac.doFinal(bytes("jackstaff console\n" + hour + "\n" + holder));
      return hour + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(hmac);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
