package dev.jackstaff.tools.convert;

import java.sql.Connection;
import java.sql.SQLException;

/** The reader of one system's definitions. Stateless. */
interface FlagConverter {
  /**
   * Translates a file. Faults of the file are collected, so that all of them are reported at once.
   *
   * @param content the file's bytes
   * @param place its name in messages
   * @param result takes flags, notes and faults
   */
  void convert(byte[] content, String place, ConvertedFlags result);

  /**
   * Translates the tables of a database; only for systems that have some.
   *
   * @param connection a connection that the caller closes
   * @param place its name in messages
   * @param result takes flags, notes and faults
   * @throws SQLException if the tables cannot be read
   */
  default void convertTables(Connection connection, String place, ConvertedFlags result)
      throws SQLException {
    throw new UnsupportedOperationException(place);
  }

  /** Returns true if the system can keep its flags in tables. */
  default boolean hasTables() {
    return false;
  }
}
