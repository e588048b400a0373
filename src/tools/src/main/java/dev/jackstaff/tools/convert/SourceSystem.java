package dev.jackstaff.tools.convert;

import java.sql.Connection;
import java.sql.SQLException;

/** The systems whose definitions can be converted. */
public enum SourceSystem {
  /** Togglz: its properties file or its table. */
  TOGGLZ("Togglz", "togglz-core"),
  /** FF4J: its XML file or its tables. */
  FF4J("FF4J", "ff4j-core"),
  /** LaunchDarkly: a file of flag data. */
  LAUNCHDARKLY("LaunchDarkly", "launchdarkly-java-server-sdk"),
  /** flagd: a file of flag definitions. */
  FLAGD("flagd", "dev.openfeature.contrib.providers:flagd"),
  /** Unleash: the features that it serves to its clients. */
  UNLEASH("Unleash", "unleash-client-java"),
  /** GrowthBook: the features that it serves to its SDKs. */
  GROWTHBOOK("GrowthBook", "growthbook-sdk-java"),
  /** ConfigCat: its configuration JSON. */
  CONFIGCAT("ConfigCat", "configcat-java-client");

  private final String text;
  private final String library;

  SourceSystem(String text, String library) {
    this.text = text;
    this.library = library;
  }

  private FlagConverter converter() {
    return switch (this) {
      case TOGGLZ -> new TogglzConverter();
      case FF4J -> new Ff4jConverter();
      case LAUNCHDARKLY -> new LaunchDarklyConverter();
      case FLAGD -> new FlagdConverter();
      case UNLEASH -> new UnleashConverter();
      case GROWTHBOOK -> new GrowthBookConverter();
      case CONFIGCAT -> new ConfigCatConverter();
    };
  }

  /** {@return the artifact of its Java library} */
  public String library() {
    return library;
  }

  /** {@return true if it can keep its flags in tables of a database} */
  public boolean hasTables() {
    return converter().hasTables();
  }

  /**
   * Translates a file.
   *
   * @param content the file's bytes
   * @param place its name in messages
   * @param result takes flags, notes and faults
   */
  public void convert(byte[] content, String place, ConvertedFlags result) {
    converter().convert(content, place, result);
  }

  /**
   * Translates the tables of a database.
   *
   * @param connection a connection that the caller closes
   * @param place its name in messages
   * @param result takes flags, notes and faults
   * @throws SQLException if the tables cannot be read
   * @throws UnsupportedOperationException unless it {@link #hasTables}
   */
  public void convertTables(Connection connection, String place, ConvertedFlags result)
      throws SQLException {
    converter().convertTables(connection, place, result);
  }

  @Override
  public String toString() {
    return text;
  }
}
