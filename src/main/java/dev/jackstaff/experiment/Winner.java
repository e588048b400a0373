package dev.jackstaff.experiment;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Variant;
import java.util.List;

/** The end of an experiment. */
public final class Winner {
  private Winner() {}

  /**
   * {@return a flag that gives one variant to everybody: without percentage, schedule, listed users
   * and rules, the other variants without weight. What it requires, and a kill switch, stay.}
   *
   * @param flag the flag as it is
   * @param variant the variant's name; {@code on} or {@code off} for a flag without variants
   * @throws IllegalArgumentException if the flag has no such variant
   */
  public static Flag declare(Flag flag, String variant) {
    List<String> names = Arms.of(flag).names();
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
