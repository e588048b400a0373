package dev.jackstaff.servlet;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.internal.location.FlagsOpener;
import dev.jackstaff.internal.location.Location;
import dev.jackstaff.internal.location.LocationForm;
import dev.jackstaff.internal.location.StoreOptions;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.FlagStore;

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

  static FlagsParam open(Location location, StoreOptions options) {
    if (location.form() == LocationForm.ATTRIBUTE) {
      return attribute(location);
    }
    return new FlagsParam(
        FlagsOpener.open(location, options, FeatureFlags::of, FeatureFlags::of),
        true,
        location.toString());
  }

  private static FlagsParam attribute(Location location) {
    Object found = location.object(FeatureFlags.class, FlagStore.class, FlagSet.class);
    String origin = location.toString();
    if (found instanceof FeatureFlags features) {
      return new FlagsParam(features, false, origin);
    }
    return found instanceof FlagStore store
        ? new FlagsParam(FeatureFlags.builder(store).leaveStoreOpen().build(), true, origin)
        : new FlagsParam(FeatureFlags.of((FlagSet) found), true, origin);
  }
}
