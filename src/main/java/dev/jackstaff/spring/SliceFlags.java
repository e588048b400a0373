package dev.jackstaff.spring;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Variant;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The flags of a test slice that cannot load those of the application, such as a
 * {@code @WebMvcTest} without the database. It is empty until a test names flags. Thread-safe.
 */
final class SliceFlags {
  private static final Change CHANGE = new Change("@WithFlags", "named by a test");

  private final MemoryFlagStore store = MemoryFlagStore.of(FlagSet.empty());

  MemoryFlagStore store() {
    return store;
  }

  /** Defines missing flags as off, with the variants that tests override them with. */
  void define(Map<String, FlagOverride> flags) {
    flags.forEach(
        (name, override) -> {
          Flag known = store.flags().find(name).orElse(null);
          Flag wanted = flag(known == null ? Flag.off(name) : known, override.variant());
          if (!wanted.equals(known)) {
            store.put(wanted, null, CHANGE);
          }
        });
  }

  private static Flag flag(Flag flag, @Nullable String variant) {
    return variant == null || flag.variants().stream().anyMatch(it -> it.name().equals(variant))
        ? flag
        : flag.toBuilder().variant(Variant.of(variant, 1)).build();
  }
}
