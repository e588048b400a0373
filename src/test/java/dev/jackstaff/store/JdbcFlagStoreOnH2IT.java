package dev.jackstaff.store;

import java.time.InstantSource;

class JdbcFlagStoreOnH2IT extends WritableFlagStoreContract {
  @Override
  WritableFlagStore open(InstantSource clock) {
    return JdbcFlagStore.builder(Databases.h2()).createTables(true).clock(clock).build();
  }
}
