package dev.jackstaff.store;

import dev.jackstaff.OnlyWithAll;
import java.time.InstantSource;
import javax.sql.DataSource;

/** Each driver by a class, since each test opens one store. */
@OnlyWithAll
class JdbcFlagStoreOnMariaDbIT extends WritableFlagStoreContract {
  private final DataSource source = Databases.mariaDb(driver());
  private JdbcFlagStore store;

  OwnMariaDb.Driver driver() {
    return OwnMariaDb.Driver.MARIADB;
  }

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
