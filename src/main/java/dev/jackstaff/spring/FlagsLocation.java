package dev.jackstaff.spring;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.store.FileFlagStore;
import dev.jackstaff.store.FlagStore;
import dev.jackstaff.store.JdbcFlagStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.Resource;

/** Finds the flags that the property {@code jackstaff.flags} names. */
final class FlagsLocation {
  private static final String FORMS =
      "jackstaff.flags should be classpath:…, file:…, datasource, datasource:BEAN or jdbc:…";
  private static final String POOL = "datasource";

  private final JackstaffProperties properties;
  private final ApplicationContext context;
  private final ObjectProvider<DataSource> sources;

  FlagsLocation(
      JackstaffProperties properties,
      ApplicationContext context,
      ObjectProvider<DataSource> sources) {
    this.properties = properties;
    this.context = context;
    this.sources = sources;
  }

  FeatureFlags.Builder open() {
    String flags = properties.flags();
    if (flags.equals(POOL)) {
      return FeatureFlags.builder(database(JdbcFlagStore.builder(only())));
    }
    if (flags.startsWith(POOL + ":")) {
      String bean = flags.substring(POOL.length() + 1);
      DataSource source = context.getBean(bean, DataSource.class);
      return FeatureFlags.builder(database(JdbcFlagStore.builder(source)));
    }
    if (flags.startsWith("jdbc:")) {
      return FeatureFlags.builder(database(JdbcFlagStore.builder(flags)));
    }
    return file(flags, context.getResource(flags));
  }

  private DataSource only() {
    DataSource source = sources.getIfUnique();
    if (source == null) {
      throw new IllegalArgumentException(
          "jackstaff.flags: the application has no DataSource, or several of which none is primary;"
              + " datasource:BEAN names one");
    }
    return source;
  }

  /** The tables are made where they are missing. */
  private FlagStore database(JdbcFlagStore.Builder builder) {
    builder.createTables(true);
    if (properties.refresh() != null) {
      builder.refresh(properties.refresh());
    }
    if (properties.listen() != null) {
      builder.listen(properties.listen());
    }
    return builder.build();
  }

  /** What lies in a jar cannot change. */
  private static FeatureFlags.Builder file(String flags, Resource resource) {
    if (!resource.exists()) {
      throw new IllegalArgumentException("there is no " + flags + "; " + FORMS);
    }
    try {
      return resource.isFile()
          ? FeatureFlags.builder(FileFlagStore.watching(resource.getFile().toPath()))
          : FeatureFlags.builder(FileFlagStore.read(resource.getURL()));
    } catch (IOException e) {
      throw new UncheckedIOException(flags + " cannot be found", e);
    }
  }
}
