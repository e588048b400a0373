package dev.jackstaff.hygiene;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Variant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The next step for a flag, in words and as a command.
 *
 * @param place the place where the flags are defined, or null if it is not known
 * @param flag the flag's name
 */
record NextStep(@Nullable String place, String flag) {
  private static final String TOOLS = "java -jar jackstaff-tools.jar ";

  /**
   * Describes the next step, given the answer that everybody gets, or null if there are several
   * answers.
   */
  String words(Verdict verdict, @Nullable String keep) {
    return switch (verdict) {
      case EXPIRED, OLD ->
          keep == null
              ? "Decide which result stays, and remove the flag from the code (--keep off if off"
                  + " has won); or set expires to the last day of the flag."
              : "It says " + keep + " to everybody: remove the flag from the code.";
      case ONE_SIDED ->
          ("off".equals(keep) ? "It is dead" : "It is launched")
              + ": remove the flag from the code, and keep the path that stays; a flag that is"
              + " meant to stay needs permanent.";
      case UNUSED -> "Look for it in the code; if nothing checks it, remove its definition.";
      case UNREFERENCED -> "Remove its definition.";
      case UNDEFINED -> "Define it, or remove it from the code; it is off for everybody there.";
    };
  }

  @Nullable String command(Verdict verdict, @Nullable String keep) {
    return switch (verdict) {
      case EXPIRED, OLD, ONE_SIDED -> remove(keep == null ? "on" : keep, place);
      case UNUSED -> TOOLS + "refs" + flags(place) + " target/classes src/main";
      // Without the place there is no command.
      case UNREFERENCED -> place == null ? null : remove(keep == null ? "off" : keep, place);
      case UNDEFINED -> remove("off", null);
    };
  }

  private String remove(String keep, @Nullable String where) {
    return TOOLS + "remove " + word(flag) + " --keep " + word(keep) + flags(where) + " --write src";
  }

  private static String flags(@Nullable String where) {
    return where == null ? "" : " --flags " + word(where);
  }

  /** Returns a text quoted for a shell, if it needs quoting. */
  private static String word(String text) {
    return text.matches("[A-Za-z0-9_.:/@%+=,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /** Returns the answer that everybody gets by a definition, if there is only one. */
  static Optional<String> constant(Flag flag) {
    if (flag.isKilled()) {
      return Optional.of("off");
    }
    boolean same =
        flag.users().isEmpty()
            && flag.rules().isEmpty()
            && flag.schedule() == null
            && flag.requires().isEmpty()
            && flag.percentage().isEmpty();
    List<Variant> served = flag.variants().stream().filter(v -> v.weight() > 0).toList();
    if (!same || served.size() > 1) {
      return Optional.empty();
    }
    String on = served.isEmpty() ? "on" : served.get(0).name();
    return Optional.of(flag.enabled() ? on : "off");
  }
}
