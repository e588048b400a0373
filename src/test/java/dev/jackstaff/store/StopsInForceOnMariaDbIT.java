package dev.jackstaff.store;

import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.internal.jdbc.Dialect;
import javax.sql.DataSource;

/** With the driver of MariaDB. */
@OnlyWithAll
final class StopsInForceOnMariaDbIT extends StopsInForceContract {
  private static final DataSource SOURCE = Databases.mariaDb(OwnMariaDb.Driver.MARIADB);

  @Override
  DataSource database() {
    return SOURCE;
  }

  @Override
  String json(String text) {
    return Dialect.MYSQL.literal(text);
  }
}
