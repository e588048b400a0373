package dev.jackstaff.internal.location;

import static dev.jackstaff.internal.location.LocationForm.ATTRIBUTE;
import static dev.jackstaff.internal.location.LocationForm.CLASSPATH;
import static dev.jackstaff.internal.location.LocationForm.DATASOURCE;
import static dev.jackstaff.internal.location.LocationForm.ENV;
import static dev.jackstaff.internal.location.LocationForm.FILE;
import static dev.jackstaff.internal.location.LocationForm.HTTP;
import static dev.jackstaff.internal.location.LocationForm.HTTPS;
import static dev.jackstaff.internal.location.LocationForm.JDBC;
import static dev.jackstaff.internal.location.LocationForm.JNDI;
import static dev.jackstaff.internal.location.LocationForm.PATH;
import static dev.jackstaff.internal.location.LocationForm.PLAIN;
import static dev.jackstaff.internal.location.LocationForm.RESOURCE;

import java.util.Set;

/**
 * The settings that take a location, each with the forms that make sense there. A program accepts
 * those of them that its {@link LocationContext} can open.
 */
public enum LocationUse {
  /** The flags of an application. */
  FLAGS(PATH, CLASSPATH, FILE, HTTPS, HTTP, JDBC, JNDI, DATASOURCE, ATTRIBUTE, RESOURCE),
  /** The flags with which an empty store begins; read once. */
  INITIAL(PATH, CLASSPATH, FILE, RESOURCE),
  /** The database that notifies of changes. */
  LISTEN(JDBC, JNDI, DATASOURCE),
  /** The destination of exposures and conversions. */
  EXPERIMENTS(FILE, JDBC, JNDI, DATASOURCE),
  /** The references to flags in the code; read once. */
  REFERENCES(PATH, CLASSPATH, FILE, RESOURCE),
  /** The flags that a command reads or changes. */
  COMMAND(PLAIN, FILE, JDBC),
  /** An object that the application has created. */
  OBJECT(ATTRIBUTE),
  /** A secret. No message repeats the text, since it may be the secret itself. */
  SECRET(ENV, ATTRIBUTE);

  @SuppressWarnings("ImmutableEnumChecker") // the set of Set.of is immutable
  private final Set<LocationForm> forms;

  LocationUse(LocationForm... forms) {
    this.forms = Set.of(forms);
  }

  /** {@return the forms that make sense here} */
  public Set<LocationForm> forms() {
    return forms;
  }
}
