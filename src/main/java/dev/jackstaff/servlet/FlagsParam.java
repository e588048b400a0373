package dev.jackstaff.servlet;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.FeatureFlagsBuilder;
import dev.jackstaff.internal.location.FlagsOpener;
import dev.jackstaff.internal.location.Location;
import dev.jackstaff.internal.location.LocationForm;
import dev.jackstaff.internal.location.StoreOptions;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.FlagStore;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The {@code FeatureFlags} instance that the init-param {@code flags} names.
 *
 * @param features the instance
 * @param closes whether it was created by the filter, which then closes it
 * @param origin the source of the flags in a form that is safe to log
 */
record FlagsParam(FeatureFlags features, boolean closes, String origin) {
  /** Creates a parameter for an instance that was created in code. */
  static FlagsParam given(FeatureFlags features) {
    String store = features.store().map(it -> it.getClass().getSimpleName()).orElse("code");
    return new FlagsParam(features, false, store);
  }

  static FlagsParam open(
      Location location, StoreOptions options, @Nullable Integer recentUsersBytes) {
    UnaryOperator<FeatureFlagsBuilder> settings =
        builder -> recentUsersBytes == null ? builder : builder.recentUsersBytes(recentUsersBytes);
    if (location.form() == LocationForm.ATTRIBUTE) {
      return attribute(location, settings);
    }
    FeatureFlagsBuilder builder =
        FlagsOpener.open(location, options, FeatureFlags::builder, FeatureFlags::builder);
    return new FlagsParam(settings.apply(builder).build(), true, location.toString());
  }

  private static FlagsParam attribute(
      Location location, UnaryOperator<FeatureFlagsBuilder> settings) {
    Object found = location.object(FeatureFlags.class, FlagStore.class, FlagSet.class);
    String origin = location.toString();
    if (found instanceof FeatureFlags features) {
      return new FlagsParam(features, false, origin);
    }
    FeatureFlagsBuilder builder =
        found instanceof FlagStore store
            ? FeatureFlags.builder(store).leaveStoreOpen()
            : FeatureFlags.builder((FlagSet) found);
    return new FlagsParam(settings.apply(builder).build(), true, origin);
  }
}
