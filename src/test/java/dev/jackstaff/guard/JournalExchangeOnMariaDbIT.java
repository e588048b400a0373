package dev.jackstaff.guard;

import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.store.Databases;
import dev.jackstaff.store.OwnMariaDb;
import javax.sql.DataSource;

/** With the driver of MariaDB. */
@OnlyWithAll
final class JournalExchangeOnMariaDbIT extends JournalExchangeContract {
  @Override
  DataSource database() {
    return Databases.mariaDb(OwnMariaDb.Driver.MARIADB);
  }

  @Override
  String bytes() {
    return "binary";
  }
}
