package dev.jackstaff.spring;

import javax.sql.DataSource;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;

/**
 * The application's own data sources, in the notation of properties: datasource, or
 * datasource:BEAN.
 */
final class DataSources {
  private static final String POOL = "datasource";

  private final ApplicationContext context;
  private final ObjectProvider<DataSource> sources;

  DataSources(ApplicationContext context, ObjectProvider<DataSource> sources) {
    this.context = context;
    this.sources = sources;
  }

  static boolean isPool(String text) {
    return text.equals(POOL) || text.startsWith(POOL + ":");
  }

  /**
   * Finds the data source that a property names.
   *
   * @throws IllegalArgumentException if the application has none of that name, or if no name is
   *     given and there is not exactly one
   */
  DataSource find(String text) {
    return text.equals(POOL) ? only() : named(text.substring(POOL.length() + 1));
  }

  private DataSource named(String bean) {
    try {
      return context.getBean(bean, DataSource.class);
    } catch (NoSuchBeanDefinitionException | BeanNotOfRequiredTypeException e) {
      throw new IllegalArgumentException(
          "the application has no DataSource '" + bean + "': " + e.getMessage(), e);
    }
  }

  private DataSource only() {
    DataSource source = sources.getIfUnique();
    if (source == null) {
      throw new IllegalArgumentException(
          "the application has no DataSource, or several of which none is primary;"
              + " datasource:BEAN names one");
    }
    return source;
  }
}
