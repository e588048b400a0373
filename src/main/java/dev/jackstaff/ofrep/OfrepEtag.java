package dev.jackstaff.ofrep;

import dev.jackstaff.internal.Secrets;
import dev.jackstaff.internal.web.Preconditions;
import dev.jackstaff.internal.web.Sha256;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;

/**
 * Computes entity tags over the whole response. A client discards its tag only when the targeting
 * key changes, so a tag over the definitions would keep a wrong result after a change of another
 * attribute. A schedule also changes results while the definitions stay the same.
 */
final class OfrepEtag {
  private OfrepEtag() {}

  static String of(byte[] body) {
    return "\"" + Secrets.encode(Arrays.copyOf(Sha256.of(body), 16)) + "\"";
  }

  static boolean matches(HttpServletRequest request, String etag) {
    return Preconditions.isKnown(request, etag.substring(1, etag.length() - 1));
  }
}
