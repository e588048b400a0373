package dev.jackstaff.guard;

import dev.jackstaff.store.Databases;
import javax.sql.DataSource;

final class JournalExchangeOnSqliteIT extends JournalExchangeContract {
  @Override
  DataSource database() {
    return Databases.sqlite();
  }

  @Override
  String bytes() {
    return "blob";
  }
}
