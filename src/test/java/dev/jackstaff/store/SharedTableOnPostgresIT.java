package dev.jackstaff.store;

import javax.sql.DataSource;

class SharedTableOnPostgresIT extends SharedTableContract {
  @Override
  DataSource database() {
    return Databases.postgres();
  }

  @Override
  String json(String text) {
    return "'" + text + "'";
  }
}
