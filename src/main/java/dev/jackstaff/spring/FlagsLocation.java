package dev.jackstaff.spring;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.store.FileFlagStore;
import dev.jackstaff.store.FlagStore;
import dev.jackstaff.store.JdbcFlagStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.Resource;

/** Finds the flags that the property {@code jackstaff.flags} names. */
final class FlagsLocation {
  private static final String FORMS =
      "jackstaff.flags should be classpath:…, file:…, datasource, datasource:BEAN or jdbc:…";

  private final JackstaffProperties properties;
  private final ApplicationContext context;
  private final Pools pools;

  FlagsLocation(JackstaffProperties properties, ApplicationContext context, Pools pools) {
    this.properties = properties;
    this.context = context;
    this.pools = pools;
  }

  FeatureFlags.Builder open() {
    String flags = properties.flags();
    if (Pools.isPool(flags)) {
      return FeatureFlags.builder(
          database(JdbcFlagStore.builder(pools.find("jackstaff.flags", flags))));
    }
    if (flags.startsWith("jdbc:")) {
      return FeatureFlags.builder(database(JdbcFlagStore.builder(flags)));
    }
    return file(flags, context.getResource(flags));
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
