package dev.jackstaff.guard;

import dev.jackstaff.store.Databases;
import javax.sql.DataSource;

final class JournalExchangeOnH2IT extends JournalExchangeContract {
  @Override
  DataSource database() {
    return Databases.h2();
  }

  @Override
  String bytes() {
    return "varbinary";
  }
}
