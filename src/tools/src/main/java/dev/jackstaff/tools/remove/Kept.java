package dev.jackstaff.tools.remove;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Variant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The value that a flag has from now on for everybody. Immutable.
 *
 * @param name {@code on}, {@code off}, or a variant's name
 */
public record Kept(String name) {
  /** {@return whether the flag is on} */
  boolean on(@Nullable Flag definition) {
    Optional<Variant> variant = variant(definition);
    if (variant.isPresent() && variant.get().value() instanceof Boolean value) {
      return value;
    }
    return variant.isPresent() || !name.equals("off");
  }

  /**
   * Returns the result of {@code Flags.variant}, or null if only the definition would determine it.
   */
  @Nullable ConstantAnswer variantAnswer(@Nullable Flag definition) {
    if (!isOnOff() || variant(definition).isPresent()) {
      return ConstantAnswer.of(name);
    }
    if (definition == null) {
      return null;
    }
    return definition.variants().isEmpty() ? ConstantAnswer.of(name) : hasNoVariant();
  }

  /**
   * Returns the result of {@code Flags.value}, or null if only the definition would determine it.
   */
  @Nullable ConstantAnswer valueAnswer(@Nullable Flag definition) {
    Optional<Variant> variant = variant(definition);
    if (variant.isPresent()) {
      Object value = variant.get().value();
      return value == null ? ConstantAnswer.CALLERS : ConstantAnswer.of(value);
    }
    if (definition == null || !isOnOff()) {
      return null;
    }
    return definition.variants().isEmpty() ? ConstantAnswer.of(name.equals("on")) : hasNoVariant();
  }

  /** A flag with variants that is on has one of them, but nobody has said which. */
  private @Nullable ConstantAnswer hasNoVariant() {
    return name.equals("off") ? ConstantAnswer.CALLERS : null;
  }

  /** Refuses a variant that the flag does not have. */
  void check(@Nullable Flag definition) {
    if (definition != null && !isOnOff() && variant(definition).isEmpty()) {
      throw new IllegalArgumentException(
          definition.name()
              + " has no variant '"
              + name
              + "'; it can be kept on, off, or at one of "
              + definition.variants().stream().map(Variant::name).toList());
    }
  }

  private boolean isOnOff() {
    return name.equals("on") || name.equals("off");
  }

  private Optional<Variant> variant(@Nullable Flag definition) {
    return definition == null
        ? Optional.empty()
        : definition.variants().stream().filter(v -> v.name().equals(name)).findFirst();
  }
}
