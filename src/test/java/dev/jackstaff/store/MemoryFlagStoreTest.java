package dev.jackstaff.store;

import dev.jackstaff.model.FlagSet;
import java.time.InstantSource;

class MemoryFlagStoreTest extends WritableFlagStoreContract {
  @Override
  WritableFlagStore open(InstantSource clock) {
    return MemoryFlagStore.of(FlagSet.empty(), clock);
  }
}
