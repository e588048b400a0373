package dev.jackstaff.store;

import java.nio.file.Path;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.junit.jupiter.api.io.TempDir;

class JdbcFlagStoreOnSqliteIT extends WritableFlagStoreContract {
  @TempDir Path directory;
  private JdbcFlagStore store;

  private DataSource source() {
    return Databases.sqlite(directory);
  }

  @Override
  WritableFlagStore open(InstantSource clock) {
    store = JdbcFlagStore.builder(source()).createTables(true).clock(clock).build();
    return store;
  }

  @Override
  boolean breakOrigin() {
    Databases.run(source(), "ALTER TABLE feature_flags RENAME TO feature_flags_away");
    return true;
  }

  @Override
  void mendOrigin() {
    Databases.run(source(), "ALTER TABLE feature_flags_away RENAME TO feature_flags");
  }

  @Override
  void look() {
    store.pollNow();
  }
}
