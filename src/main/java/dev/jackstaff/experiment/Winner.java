package dev.jackstaff.experiment;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Variant;
import java.util.List;

/** Ends experiments. */
public final class Winner {
  private Winner() {}

  /**
   * Returns a flag that serves one variant to everybody: without a percentage, a schedule, listed
   * users and rules, and with weight 0 for the other variants. Its prerequisites are kept, and so
   * is a kill.
   *
   * @param flag the current flag
   * @param variant the variant's name; {@code on} or {@code off} for a flag without variants
   * @return the new flag
   * @throws IllegalArgumentException if the flag has no such variant
   */
  public static Flag declare(Flag flag, String variant) {
    List<String> names = VariantWeights.of(flag).names();
    if (!names.contains(variant)) {
      throw new IllegalArgumentException(
          "'" + variant + "' is no variant of " + flag.name() + "; there are " + names);
    }
    boolean on = !flag.variants().isEmpty() || variant.equals("on");
    List<Variant> variants =
        flag.variants().stream()
            .map(v -> Variant.of(v.name(), v.name().equals(variant) ? 1 : 0, v.value()))
            .toList();
    return flag.toBuilder()
        .enabled(on)
        .noPercentage()
        .schedule(null)
        .users()
        .rules(List.of())
        .variants(variants)
        .build();
  }
}
