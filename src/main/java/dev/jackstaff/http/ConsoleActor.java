package dev.jackstaff.http;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Kill;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names of people in the history: which are free, and what they may have done. */
final class ConsoleActor {
  /** Names under which the library itself writes. */
  private static final Set<String> RESERVED = Set.of("guard", "local", "initial", "outside");

  private ConsoleActor() {}

  static boolean isReserved(@Nullable String name) {
    return name != null && RESERVED.contains(name.strip().toLowerCase(Locale.ROOT));
  }

  /** Refuses a reserved name. */
  static String free(String name) {
    if (isReserved(name)) {
      throw new IllegalArgumentException(
          "'" + name + "' is a name under which the library itself writes the history");
    }
    return name;
  }

  /** Names the sender as the one who kills, whatever a definition says. */
  static Flag signed(Flag wanted, @Nullable Flag present, String actor, Instant now) {
    Kill kill = wanted.killed();
    if (kill == null) {
      return wanted;
    }
    Kill before = present == null ? null : present.killed();
    Kill signed =
        before == null
            ? new Kill(actor, now, kill.reason())
            : new Kill(before.by(), before.at(), kill.reason());
    return wanted.toBuilder().killed(signed).build();
  }
}
