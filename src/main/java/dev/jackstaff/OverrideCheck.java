package dev.jackstaff;

import dev.jackstaff.internal.Spelling;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks the overrides of a test against the flags and variants that exist. */
final class OverrideCheck {
  private OverrideCheck() {}

  /** Throws {@code IllegalArgumentException} with all names that do not exist. */
  static void check(Map<String, FlagOverride> wanted, List<String> names, FlagSet definitions) {
    List<String> problems = new ArrayList<>();
    wanted.forEach(
        (name, override) -> {
          String variant = override.variant();
          if (!names.contains(name)) {
            String hint = Spelling.suggestion(name, names);
            problems.add(
                Spelling.shown(name) + " is not defined" + hint + "; defined are " + names);
          } else if (variant != null) {
            definitions.find(name).ifPresent(flag -> checkVariant(flag, variant, problems));
          }
        });
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  /**
   * Checks the variant of a flag. Other systems know their variants themselves, so only defined
   * flags are checked.
   */
  private static void checkVariant(Flag flag, String wanted, List<String> problems) {
    List<String> variants = flag.variants().stream().map(Variant::name).toList();
    if (!variants.contains(wanted)) {
      problems.add(
          flag.name()
              + " has no variant '"
              + Spelling.shown(wanted)
              + "'"
              + Spelling.suggestion(wanted, variants)
              + (variants.isEmpty() ? "; it has none" : "; its variants are " + variants));
    }
  }
}
