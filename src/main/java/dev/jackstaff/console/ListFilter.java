package dev.jackstaff.console;

import dev.jackstaff.hygiene.Verdict;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The filter of a list of flags. It is part of the URL, so that a filtered list can be shared.
 *
 * @param text words in name, description, owner or tags; empty for any
 * @param state a state, or empty
 * @param type a type, or empty
 * @param owner an owner, or empty
 * @param tag a tag, or empty
 */
record ListFilter(String text, String state, String type, String owner, String tag) {
  /** The state of a flag with any cleanup finding. */
  static final String STALE = "stale";

  static ListFilter of(FormData query) {
    return new ListFilter(
        query.get("q").toLowerCase(Locale.ROOT),
        query.get("state"),
        query.get("type"),
        query.get("owner"),
        query.get("tag"));
  }

  boolean isEmpty() {
    return (text + state + type + owner + tag).isEmpty();
  }

  boolean matches(Flag flag, RolloutState rollout, List<Verdict> verdicts) {
    return matchesState(rollout, verdicts)
        && (type.isEmpty() || type.equals(flag.type().text()))
        && (owner.isEmpty() || owner.equals(flag.about().owner()))
        && (tag.isEmpty() || flag.about().tags().contains(tag))
        && matchesText(flag);
  }

  private boolean matchesState(RolloutState rollout, List<Verdict> verdicts) {
    return state.isEmpty()
        || state.equals(rollout.extent().text())
        || (state.equals(STALE) && !verdicts.isEmpty())
        || verdicts.stream().map(Verdict::toString).anyMatch(state::equals);
  }

  private boolean matchesText(Flag flag) {
    if (text.isEmpty()) {
      return true;
    }
    String all =
        String.join(
                " ",
                flag.name(),
                String.valueOf(flag.about().description()),
                String.valueOf(flag.about().owner()),
                String.join(" ", flag.about().tags()))
            .toLowerCase(Locale.ROOT);
    return Arrays.stream(text.split("\\s+", -1)).allMatch(all::contains);
  }

  static String describe(FlagType type) {
    return switch (type) {
      case RELEASE -> "Hides a feature until its release. Lives for weeks.";
      case EXPERIMENT -> "Compares variants until there is a result. Lives for weeks.";
      case OPS -> "A switch for operators, such as maintenance or load. May be permanent.";
      case PERMISSION -> "Gives a feature to some users only. May be permanent.";
    };
  }
}
