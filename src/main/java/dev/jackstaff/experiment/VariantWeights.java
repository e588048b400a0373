package dev.jackstaff.experiment;

import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.Source;
import dev.jackstaff.model.Variant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a flag that an experiment needs.
 *
 * @param flag its name
 * @param salt the salt of the draw
 * @param bucketBy the attribute whose value is bucketed
 * @param names the names of the variants compared; the first is compared to each of the others
 * @param weights the weights of its variants as JSON, or empty if it has none
 */
record VariantWeights(
    String flag, String salt, String bucketBy, List<String> names, String weights) {
  static VariantWeights of(Flag flag) {
    boolean plain = flag.variants().isEmpty();
    List<String> names =
        plain ? List.of("off", "on") : flag.variants().stream().map(Variant::name).toList();
    String salt = flag.salt();
    return new VariantWeights(
        flag.name(),
        Storable.cut(salt, Storable.MAX_NAME_LENGTH),
        flag.bucketBy(),
        names,
        plain ? "" : weights(flag));
  }

  /** Returns the number of variants that are compared to the first, at least 1. */
  int comparisons() {
    return Math.max(1, names.size() - 1);
  }

  private static String weights(Flag flag) {
    Map<String, @Nullable Object> weights = new LinkedHashMap<>();
    flag.variants().forEach(variant -> weights.put(variant.name(), variant.weight()));
    return PlainJson.write(weights);
  }

  /**
   * Returns whether a decision was drawn. Only random assignment makes groups that can be compared;
   * listed users, rules that name a variant and testers' overrides do not assign at random.
   */
  boolean isDrawn(Decision decision) {
    return decision.reason() == Reason.SPLIT
        && decision.source() != Source.USER
        && decision.source() != Source.OVERRIDE
        && decision.variant() != null
        && (!weights.isEmpty() || isPart(decision.percentage()));
  }

  private static boolean isPart(@Nullable Double percentage) {
    return percentage != null && percentage > 0 && percentage < 100;
  }

  /**
   * Returns the weights of the draw as JSON. The text is built at each call, so it should not be
   * called for every request.
   */
  String split(Decision drawn) {
    return weights.isEmpty() ? share(Objects.requireNonNull(drawn.percentage())) : weights;
  }

  private static String share(double percentage) {
    Map<String, @Nullable Object> weights = new LinkedHashMap<>();
    weights.put("off", 100 - percentage);
    weights.put("on", percentage);
    return PlainJson.write(weights);
  }
}
