package dev.jackstaff.store;

import javax.sql.DataSource;

class StopsInForceOnH2IT extends StopsInForceContract {
  @Override
  DataSource database() {
    return Databases.h2();
  }

  @Override
  String json(String text) {
    return "JSON '" + text + "'";
  }
}
