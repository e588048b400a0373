package dev.jackstaff.console;

import dev.jackstaff.internal.OneLine;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Kill;
import java.text.Normalizer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Names of users in the history. Rejects reserved names and signs kills with the sender's name. */
final class Actor {
  /** Blanks, marks and invisible characters, which are ignored in a comparison of names. */
  private static final Pattern UNSEEN =
      Pattern.compile("[\\s\\p{Z}\\p{C}\\p{M}\\u115F\\u1160\\u3164\\uFFA0]+");

  private static final Set<String> RESERVED =
      Stream.of("guard", "local", "initial", "outside")
          .map(Actor::skeleton)
          .collect(Collectors.toUnmodifiableSet());

  private Actor() {}

  /** A map from characters that look like a letter of the reserved names to that letter. */
  private static final class Lookalikes {
    /**
     * Groups of a plain letter followed by Latin, Greek, Cyrillic and Armenian characters that look
     * like it.
     */
    private static final List<String> GROUPS =
        List.of(
            "a\u0430\u03b1\u0251\u1d00",
            "c\u0441\u03f2\u1d04",
            "d\u0501\u0257\u1d05",
            "e\u0435\u04bd\u1d07",
            "g\u0261\u0581\u0262",
            "i1l|\u0131\u03b9\u0456\u04cf\u026a\u029f\u2223\u01c0\u0582",
            "n\u0578\u0274\u057c\u03b7",
            "o0\u043e\u03bf\u0585\u03c3\u1d0f\u0473",
            "r\u0433\u1d26\u0280",
            "s\u0455\ua731\u01bd",
            "t\u0442\u03c4\u1d1b",
            "u\u057d\u03c5\u1d1c\u028b");

    static final Map<Integer, Integer> PLAIN = plain();

    private static Map<Integer, Integer> plain() {
      Map<Integer, Integer> plain = new HashMap<>();
      for (String group : GROUPS) {
        group.chars().forEach(c -> plain.put(c, (int) group.charAt(0)));
      }
      return Map.copyOf(plain);
    }
  }

  static boolean isReserved(@Nullable String name) {
    return name != null && RESERVED.contains(skeleton(name));
  }

  /**
   * Returns a name reduced to its appearance: without blanks, marks and invisible characters, and
   * with plain letters. The characters i, l and 1 are the same, and so are o and 0.
   */
  private static String skeleton(String name) {
    String plain = Normalizer.normalize(name, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
    StringBuilder skeleton = new StringBuilder();
    UNSEEN
        .matcher(plain)
        .replaceAll("")
        .codePoints()
        .map(c -> Lookalikes.PLAIN.getOrDefault(c, c))
        .forEach(skeleton::appendCodePoint);
    return skeleton.toString();
  }

  /** Returns the name; rejects a reserved one. */
  static String free(String name) {
    if (isReserved(name)) {
      throw new IllegalArgumentException(
          "'" + name + "' is reserved for the library's own entries in the history");
    }
    return name;
  }

  /**
   * Replaces the author of a kill in a definition by the sender. A kill that is already in force
   * keeps its author and time.
   */
  static Flag signed(Flag wanted, @Nullable Flag present, String actor, Instant now) {
    Kill kill = wanted.killed();
    if (kill == null) {
      return wanted;
    }
    String given = kill.reason();
    String reason = given == null ? null : OneLine.of(given, Exchange.MAX_REASON_LENGTH);
    Kill before = present == null ? null : present.killed();
    Kill signed =
        before == null ? new Kill(actor, now, reason) : new Kill(before.by(), before.at(), reason);
    return wanted.toBuilder().killed(signed).build();
  }
}
