package dev.jackstaff.experiment;

import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.store.Databases;
import dev.jackstaff.store.OwnMariaDb;
import javax.sql.DataSource;

/** With the driver of MySQL. */
@OnlyWithAll
final class ResultsOnConnectorIT extends ResultsContract {
  @Override
  DataSource source() {
    return Databases.mariaDb(OwnMariaDb.Driver.MYSQL);
  }

  @Override
  String schema() {
    return "other" + System.nanoTime();
  }
}
