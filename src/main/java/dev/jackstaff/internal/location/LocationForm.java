package dev.jackstaff.internal.location;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The forms of a location, in the order in which messages list them. */
public enum LocationForm {
  /** A path inside of a web application. */
  PATH("", "/WEB-INF/…"),
  /** A resource of a class loader. */
  CLASSPATH("classpath", "classpath:…"),
  /** A file, absolute or relative to the working directory. */
  FILE("file", "file:…"),
  /** A file that a web server serves. */
  HTTPS("https", "https:…"),
  /** The same without encryption, for this machine. */
  HTTP("http", "http:…"),
  /** A URL that a driver accepts; the location keeps it as a whole. */
  JDBC("jdbc", "jdbc:…"),
  /** The JNDI name of a {@code DataSource}. */
  JNDI("jndi", "jndi:…"),
  /** A bean of type {@code DataSource}; without a name the only one. */
  DATASOURCE("datasource", "datasource, datasource:BEAN"),
  /** An environment variable. */
  ENV("env", "env:NAME"),
  /** An attribute of the servlet context. */
  ATTRIBUTE("attribute", "attribute:NAME"),
  /** A path in the file system as it is typed at a command line. */
  PLAIN("", "FILE"),
  /** Any other text that Spring's resource loader accepts. */
  RESOURCE("", "another resource of Spring");

  private final String scheme;
  private final String label;

  LocationForm(String scheme, String label) {
    this.scheme = scheme;
    this.label = label;
  }

  /** {@return the form in messages and in the manual, such as {@code file:…}} */
  public String label() {
    return label;
  }

  /** {@return the part before the colon, in lower case; empty if the form has none} */
  public String scheme() {
    return scheme;
  }

  /** {@return whether it is a file that a web server serves} */
  public boolean isWeb() {
    return this == HTTPS || this == HTTP;
  }

  /** {@return whether it is a database} */
  public boolean isDatabase() {
    return this == JDBC || this == JNDI || this == DATASOURCE;
  }

  /** Returns the form of a text; null if it has none. A drive's letter is no scheme. */
  static @Nullable LocationForm of(String text) {
    String scheme = text.split(":", 2)[0].toLowerCase(Locale.ROOT);
    for (LocationForm form : values()) {
      boolean isBare = form == DATASOURCE && text.length() == scheme.length();
      if (!form.scheme.isEmpty() && form.scheme.equals(scheme) && (isBare || text.contains(":"))) {
        return form;
      }
    }
    return text.startsWith("/") ? PATH : null;
  }

  /** Returns a text of this form with the scheme in lower case. */
  String canonical(String text) {
    return scheme + text.substring(scheme.length());
  }

  /** Returns the part of a text of this form after the scheme, which may be empty. */
  String name(String text) {
    return scheme.isEmpty() ? text : text.substring(Math.min(scheme.length() + 1, text.length()));
  }

  /** Returns true if a text of this form ends with the colon of its scheme. */
  boolean lacksName(String text) {
    return !scheme.isEmpty() && text.length() == scheme.length() + 1;
  }
}
