package dev.jackstaff.servlet;

import dev.jackstaff.experiment.DatabaseExposures;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.FlagStore;
import dev.jackstaff.store.JdbcFlagStore;
import java.time.Duration;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The init-params of flags in a database, and in part of those in a file.
 *
 * @param refresh how often it is looked at, or null for the usual
 * @param listen where it is listened to, or null for nowhere
 * @param initial what an empty database or a missing file begins with, or null for nothing
 */
record DatabaseParams(
    @Nullable Duration refresh, @Nullable String listen, @Nullable FlagSet initial) {
  static final String FORMS = "jdbc:… or jndi:…";
  private static final String JNDI = "jndi:";

  static boolean isDatabase(String text) {
    return text.startsWith("jdbc:") || text.startsWith(JNDI);
  }

  /** The tables are made where they are missing. */
  FlagStore open(String text) {
    JdbcFlagStore.Builder builder =
        text.startsWith(JNDI) ? JdbcFlagStore.builder(lookUp(text)) : JdbcFlagStore.builder(text);
    builder.createTables(true);
    if (initial != null) {
      builder.initial(initial);
    }
    if (refresh != null) {
      builder.refresh(refresh);
    }
    return listening(builder).build();
  }

  static DatabaseExposures.Builder exposures(String text) {
    return text.startsWith(JNDI)
        ? DatabaseExposures.builder(lookUp(text))
        : DatabaseExposures.builder(text);
  }

  private JdbcFlagStore.Builder listening(JdbcFlagStore.Builder builder) {
    if (listen == null) {
      return builder;
    }
    return listen.startsWith(JNDI) ? builder.listen(lookUp(listen)) : builder.listen(listen);
  }

  // The name is the deployer's, from web.xml, and not a visitor's.
  @SuppressWarnings("BanJNDI")
  private static DataSource lookUp(String text) {
    String name = text.substring(JNDI.length());
    try {
      Object found = InitialContext.doLookup(name);
      if (found instanceof DataSource source) {
        return source;
      }
      throw new IllegalArgumentException(name + " is not a DataSource, but " + found);
    } catch (NamingException e) {
      throw new IllegalArgumentException("JNDI has no " + name + ": " + e, e);
    }
  }

  static String listen(String text) {
    if (!isDatabase(text)) {
      throw new IllegalArgumentException("'" + text + "' should be " + FORMS);
    }
    return text;
  }
}
