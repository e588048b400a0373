package dev.jackstaff.store;

import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.internal.jdbc.Dialect;
import javax.sql.DataSource;

/** With the driver of MySQL. */
@OnlyWithAll
final class SharedTableOnConnectorIT extends SharedTableContract {
  @Override
  DataSource database() {
    return Databases.mariaDb(OwnMariaDb.Driver.MYSQL);
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
