package dev.jackstaff.store;

import javax.sql.DataSource;

class StopsInForceOnPostgresIT extends StopsInForceContract {
  private static final DataSource SOURCE = Databases.postgres();

  @Override
  DataSource database() {
    return SOURCE;
  }

  @Override
  String json(String text) {
    return "'" + text + "'";
  }
}
