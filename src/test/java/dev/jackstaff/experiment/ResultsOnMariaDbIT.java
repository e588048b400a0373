package dev.jackstaff.experiment;

import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.store.Databases;
import dev.jackstaff.store.OwnMariaDb;
import javax.sql.DataSource;

/** With the driver of MariaDB. */
@OnlyWithAll
final class ResultsOnMariaDbIT extends ResultsContract {
  @Override
  DataSource source() {
    return Databases.mariaDb(OwnMariaDb.Driver.MARIADB);
  }

  @Override
  String schema() {
    return "other" + System.nanoTime();
  }
}
