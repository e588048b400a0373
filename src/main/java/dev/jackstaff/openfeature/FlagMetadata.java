package dev.jackstaff.openfeature;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.internal.PortableNumber;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.openfeature.sdk.ImmutableMetadata;
import dev.openfeature.sdk.ImmutableMetadata.ImmutableMetadataBuilder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of the flags in the types that OpenFeature supports: strings, numbers and booleans.
 * Computed once per set. Thread-safe.
 */
final class FlagMetadata {
  private final FeatureFlags features;
  private volatile CachedMetadata known = new CachedMetadata(FlagSet.empty(), Map.of());

  FlagMetadata(FeatureFlags features) {
    this.features = features;
  }

  private record CachedMetadata(FlagSet set, Map<String, ImmutableMetadata> flags) {}

  ImmutableMetadata of(String flag) {
    return known().flags().getOrDefault(flag, ImmutableMetadata.EMPTY);
  }

  @SuppressWarnings("ReferenceEquality")
  private CachedMetadata known() {
    FlagSet set = features.definitions();
    CachedMetadata current = known;
    if (current.set() != set) {
      current = new CachedMetadata(set, all(set));
      known = current;
    }
    return current;
  }

  private static Map<String, ImmutableMetadata> all(FlagSet set) {
    Map<String, ImmutableMetadata> all = new HashMap<>();
    for (Flag flag : set.flags()) {
      ImmutableMetadata metadata = of(flag.about().metadata());
      if (metadata.isNotEmpty()) {
        all.put(flag.name(), metadata);
      }
    }
    return all;
  }

  private static ImmutableMetadata of(Map<String, @Nullable Object> metadata) {
    ImmutableMetadataBuilder builder = ImmutableMetadata.builder();
    metadata.forEach((name, value) -> add(builder, name, value));
    return builder.build();
  }

  private static void add(ImmutableMetadataBuilder builder, String name, @Nullable Object value) {
    if (value instanceof String text) {
      builder.addString(name, text);
    } else if (value instanceof Boolean truth) {
      builder.addBoolean(name, truth);
    } else if (value instanceof Long number) {
      builder.addLong(name, number);
    } else if (value instanceof Number number) {
      addNumber(builder, name, PortableNumber.of(number));
    }
  }

  private static void addNumber(
      ImmutableMetadataBuilder builder, String name, @Nullable Object portable) {
    if (portable instanceof Integer whole) {
      builder.addInteger(name, whole);
    } else if (portable instanceof Double fraction) {
      builder.addDouble(name, fraction);
    } else if (portable instanceof String digits) {
      builder.addString(name, digits);
    }
  }
}
