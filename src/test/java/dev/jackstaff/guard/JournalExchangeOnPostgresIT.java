package dev.jackstaff.guard;

import dev.jackstaff.store.Databases;
import javax.sql.DataSource;

final class JournalExchangeOnPostgresIT extends JournalExchangeContract {
  @Override
  DataSource database() {
    return Databases.postgres();
  }

  @Override
  String bytes() {
    return "bytea";
  }
}
