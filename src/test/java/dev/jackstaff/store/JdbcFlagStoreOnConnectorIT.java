package dev.jackstaff.store;

import dev.jackstaff.OnlyWithAll;

/** The same with MySQL's own driver. */
@OnlyWithAll
final class JdbcFlagStoreOnConnectorIT extends JdbcFlagStoreOnMariaDbIT {
  @Override
  OwnMariaDb.Driver driver() {
    return OwnMariaDb.Driver.MYSQL;
  }
}
