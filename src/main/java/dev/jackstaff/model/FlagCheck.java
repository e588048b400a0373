package dev.jackstaff.model;

import dev.jackstaff.internal.Spelling;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects all that is wrong with one flag before it says so. */
final class FlagCheck {
  private final String flag;
  private final List<Problem> problems = new ArrayList<>(0);

  FlagCheck(String flag) {
    this.flag = flag;
  }

  void name() {
    String fault = Names.fault(flag);
    if (!fault.isEmpty()) {
      problems.add(Problem.of(null, "", fault));
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
        add("/variants", "two variants are named '" + Spelling.shown(variant.name()) + "'");
      }
      sum += variant.weight();
    }
    if (!(sum > 0) || Double.isInfinite(sum)) {
      add(
          "/variants",
          "the variants' weights must sum to more than 0, sum to " + Percentages.text(sum));
    }
    oneType(variants);
  }

  private void oneType(List<Variant> variants) {
    String type = JsonValues.type(variants.get(0).value());
    for (Variant variant : variants) {
      String other = JsonValues.type(variant.value());
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
    List<String> names = variants.stream().map(Variant::name).toList();
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).outcome() instanceof Rule.Serve serve && !names.contains(serve.name())) {
        String unknown = "unknown variant '" + Spelling.shown(serve.name()) + "'";
        add("/rules/" + i + "/variant", unknown + Spelling.suggestion(serve.name(), names));
      }
    }
  }

  void bucketBy(String attribute) {
    if (attribute.isBlank()) {
      add("/bucketBy", "bucketBy must name an attribute");
    }
  }

  void done() {
    if (!problems.isEmpty()) {
      throw new InvalidFlagsException(problems);
    }
  }

  private void add(String pointer, String message) {
    problems.add(Problem.of(flag, pointer, message));
  }

  /** As RFC 6901 wants it. */
  static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
