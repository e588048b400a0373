package dev.jackstaff.tools.remove;

import dev.jackstaff.Flags;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** Finds the library's own classes: in this jar, or beside it. */
final class Own {
  private Own() {}

  static Path classes() {
    try {
      return Path.of(Flags.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
