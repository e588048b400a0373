package dev.jackstaff.store;

import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.internal.jdbc.Dialect;
import javax.sql.DataSource;

/** With the driver of MariaDB. */
@OnlyWithAll
final class SharedTableOnMariaDbIT extends SharedTableContract {
  @Override
  DataSource database() {
    return Databases.mariaDb(OwnMariaDb.Driver.MARIADB);
  }

  @Override
  String json(String text) {
    return Dialect.MYSQL.literal(text);
  }

  @Override
  String schema() {
    return "other" + System.nanoTime();
  }
}
