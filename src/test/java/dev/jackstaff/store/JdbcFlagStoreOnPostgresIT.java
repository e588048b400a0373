package dev.jackstaff.store;

import java.time.InstantSource;

class JdbcFlagStoreOnPostgresIT extends WritableFlagStoreContract {
  @Override
  WritableFlagStore open(InstantSource clock) {
    return JdbcFlagStore.builder(Databases.postgres()).createTables(true).clock(clock).build();
  }
}
