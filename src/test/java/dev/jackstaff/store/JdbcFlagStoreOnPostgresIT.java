package dev.jackstaff.store;

import java.time.InstantSource;
import javax.sql.DataSource;

class JdbcFlagStoreOnPostgresIT extends WritableFlagStoreContract {
  private final DataSource source = Databases.postgres();
  private JdbcFlagStore store;

  @Override
  WritableFlagStore open(InstantSource clock) {
    store = JdbcFlagStore.builder(source).createTables(true).clock(clock).build();
    return store;
  }

  @Override
  boolean breakOrigin() {
    Databases.run(source, "ALTER TABLE feature_flags RENAME TO feature_flags_away");
    return true;
  }

  @Override
  void mendOrigin() {
    Databases.run(source, "ALTER TABLE feature_flags_away RENAME TO feature_flags");
  }

  @Override
  void look() {
    store.pollNow();
  }
}
