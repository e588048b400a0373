package dev.jackstaff.model;

import dev.jackstaff.internal.JsonType;
import dev.jackstaff.internal.Spelling;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects all problems of one flag before it reports them. */
final class FlagCheck {
  private final String flag;
  private final Problems problems = new Problems();

  FlagCheck(String flag) {
    this.flag = flag;
  }

  void name() {
    String fault = Names.fault(flag);
    if (!fault.isEmpty()) {
      problems.add(null, "", fault);
    }
  }

  void percentage(OptionalDouble percentage, @Nullable Schedule schedule) {
    if (percentage.isPresent() && !Percentages.valid(percentage.getAsDouble())) {
      add("/percentage", Percentages.fault(percentage.getAsDouble()));
    }
    if (percentage.isPresent() && schedule != null) {
      add("/schedule", "a flag has a percentage or a schedule, not both");
    }
  }

  void variants(List<Variant> variants) {
    if (variants.isEmpty()) {
      return;
    }
    Set<String> names = new HashSet<>();
    double sum = 0;
    for (Variant variant : variants) {
      if (!names.add(variant.name())) {
        add("/variants", () -> "two variants are named '" + shown(variant) + "'");
      }
      sum += variant.weight();
    }
    if (Double.isInfinite(sum)) {
      add("/variants", "the variants' weights are too large to be summed up");
    } else if (!(sum > 0)) {
      add(
          "/variants",
          "the variants' weights must sum to more than 0, sum to " + Percentages.text(sum));
    }
    oneType(variants);
  }

  private void oneType(List<Variant> variants) {
    String type = JsonType.of(variants.get(0).value());
    for (Variant variant : variants) {
      String other = JsonType.of(variant.value());
      if (!other.equals(type)) {
        String message =
            "all values have one type, but '%s' is of type %s and '%s' of type %s"
                .formatted(shown(variants.get(0)), type, shown(variant), other);
        add("/variants/" + escape(variant.name()), message);
        return;
      }
    }
  }

  private static String shown(Variant variant) {
    return Spelling.shown(variant.name());
  }

  void rules(List<Rule> rules, List<Variant> variants) {
    Set<String> names = new LinkedHashSet<>();
    variants.forEach(variant -> names.add(variant.name()));
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).outcome() instanceof Rule.Serve serve && !names.contains(serve.name())) {
        String pointer = "/rules/" + i + "/variant";
        add(pointer, () -> unknown(serve.name(), names));
      }
    }
  }

  private String unknown(String variant, Set<String> names) {
    String hint = problems.suggestion(variant, names);
    return "unknown variant '" + Spelling.shown(variant) + "'" + hint;
  }

  void bucketBy(String attribute) {
    if (attribute.isBlank()) {
      add("/bucketBy", "bucketBy must name an attribute");
    }
  }

  void layer(@Nullable Layer layer) {
    String fault = layer == null ? "" : Names.fault(layer.name());
    if (!fault.isEmpty()) {
      add("/layer/name", fault);
    }
  }

  void done() {
    problems.done();
  }

  private void add(String pointer, String message) {
    problems.add(flag, pointer, message);
  }

  private void add(String pointer, Supplier<String> message) {
    problems.add(flag, () -> pointer, message);
  }

  /** Escapes a name as RFC 6901 requires. */
  static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
