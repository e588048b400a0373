package dev.jackstaff.ofrep;

import dev.jackstaff.internal.Secrets;
import dev.jackstaff.internal.web.Preconditions;
import jakarta.servlet.http.HttpServletRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Computes entity tags over the whole response. A client discards its tag only when the targeting
 * key changes, so a tag over the definitions would keep a wrong result after a change of another
 * attribute. A schedule also changes results while the definitions stay the same.
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
    return Preconditions.isKnown(request, etag.substring(1, etag.length() - 1));
  }
}
