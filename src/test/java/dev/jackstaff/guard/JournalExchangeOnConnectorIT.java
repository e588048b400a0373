package dev.jackstaff.guard;

import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.store.Databases;
import dev.jackstaff.store.OwnMariaDb;
import javax.sql.DataSource;

/** With the driver of MySQL. */
@OnlyWithAll
final class JournalExchangeOnConnectorIT extends JournalExchangeContract {
  @Override
  DataSource database() {
    return Databases.mariaDb(OwnMariaDb.Driver.MYSQL);
  }

  @Override
  String bytes() {
    return "binary";
  }
}
