package dev.jackstaff.http;

import dev.jackstaff.internal.Secrets;
import dev.jackstaff.internal.web.Conditions;
import jakarta.servlet.http.HttpServletRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Entity tags over the whole answer. A client drops its tag only when the targeting key changes, so
 * one over the definitions would keep a wrong answer after another attribute did; and a schedule
 * changes answers while definitions stay.
 */
final class OfrepEtag {
  private OfrepEtag() {}

  static String of(byte[] body) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
      return "\"" + Secrets.encode(Arrays.copyOf(hash, 16)) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  static boolean matches(HttpServletRequest request, String etag) {
    return Conditions.isKnown(request, etag.substring(1, etag.length() - 1));
  }
}
