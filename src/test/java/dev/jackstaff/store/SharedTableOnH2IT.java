package dev.jackstaff.store;

import javax.sql.DataSource;

class SharedTableOnH2IT extends SharedTableContract {
  @Override
  DataSource database() {
    return Databases.h2();
  }

  @Override
  String json(String text) {
    return "JSON '" + text + "'";
  }
}
