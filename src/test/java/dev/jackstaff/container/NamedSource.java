package dev.jackstaff.container;

import java.util.Map;

/**
 * A data source that the container makes, as its administrator declares it.
 *
 * @param name its name under {@code java:comp/env}
 * @param type its class, or the interface that the factory wants to hear
 * @param factory what makes it
 * @param properties what the factory is told
 */
record NamedSource(String name, String type, String factory, Map<String, String> properties) {
  /** A pool of HikariCP. */
  static NamedSource pool(String name, String url) {
    return new NamedSource(
        name,
        "javax.sql.DataSource",
        "com.zaxxer.hikari.HikariJNDIFactory",
        Map.of("jdbcUrl", url, "maximumPoolSize", "2"));
  }

  /** PostgreSQL's own, which makes a new connection each time. */
  static NamedSource postgres(String name, String port, String database, String user) {
    return new NamedSource(
        name,
        "org.postgresql.ds.PGSimpleDataSource",
        "org.postgresql.ds.common.PGObjectFactory",
        Map.of(
            "serverName", "localhost", "portNumber", port, "databaseName", database, "user", user));
  }
}
