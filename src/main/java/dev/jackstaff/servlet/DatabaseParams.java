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
 * The init-params for flags in a database; some also apply to flags in a file.
 *
 * @param refresh the polling interval, or null for the default
 * @param listen the JDBC URL on which to listen for changes, or null to not listen
 * @param initial the flags with which an empty database or a missing file is filled, or null for
 *     none
 */
record DatabaseParams(
    @Nullable Duration refresh, @Nullable String listen, @Nullable FlagSet initial) {
  static final String FORMS = "jdbc:… or jndi:…";
  private static final String JNDI = "jndi:";

  static boolean isDatabase(String text) {
    return text.startsWith("jdbc:") || text.startsWith(JNDI);
  }

  /** Opens the store and creates missing tables. */
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

  // The name comes from the deployer's web.xml and not from a visitor.
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
