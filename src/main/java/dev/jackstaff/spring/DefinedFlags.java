package dev.jackstaff.spring;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.FeatureFlagsBuilder;
import dev.jackstaff.FlagSource;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.FlagStore;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;

/** The flags that an application defines as a bean, so that no property has to name them. */
final class DefinedFlags {
  private DefinedFlags() {}

  static Optional<FeatureFlagsBuilder> given(
      ObjectProvider<FlagSource> sources,
      ObjectProvider<FlagStore> stores,
      ObjectProvider<FlagSet> sets) {
    // Spring closes a store that is a bean.
    return Stream.of(
            Optional.ofNullable(sources.getIfAvailable()).map(FeatureFlags::builder),
            Optional.ofNullable(stores.getIfAvailable())
                .map(store -> FeatureFlags.builder(store).leaveStoreOpen()),
            Optional.ofNullable(sets.getIfAvailable()).map(FeatureFlags::builder))
        .flatMap(Optional::stream)
        .findFirst();
  }
}
