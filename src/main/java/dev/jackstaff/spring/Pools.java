package dev.jackstaff.spring;

import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;

/** The application's own databases, as properties name them: datasource, or datasource:BEAN. */
final class Pools {
  private static final String POOL = "datasource";

  private final ApplicationContext context;
  private final ObjectProvider<DataSource> sources;

  Pools(ApplicationContext context, ObjectProvider<DataSource> sources) {
    this.context = context;
    this.sources = sources;
  }

  static boolean isPool(String text) {
    return text.equals(POOL) || text.startsWith(POOL + ":");
  }

  DataSource find(String property, String text) {
    return text.equals(POOL)
        ? only(property)
        : context.getBean(text.substring(POOL.length() + 1), DataSource.class);
  }

  private DataSource only(String property) {
    DataSource source = sources.getIfUnique();
    if (source == null) {
      throw new IllegalArgumentException(
          property
              + ": the application has no DataSource, or several of which none is primary;"
              + " datasource:BEAN names one");
    }
    return source;
  }
}
