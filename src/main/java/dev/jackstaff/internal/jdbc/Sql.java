package dev.jackstaff.internal.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The statements on one connection, in one transaction. They are written with the tables' usual
 * names, and {@code :json} for a parameter of JSON. A parameter may be an {@link Instant}. Not
 * thread-safe.
 */
public final class Sql {
  private final Connection connection;
  private final StatementTexts texts;

  /** The text that is sent with the next statement. */
  private String preamble = "";

  /** The time limit of each statement. */
  private Duration limit;

  private final boolean transacting;

  /**
   * Creates the object.
   *
   * @param limit the time limit of each statement
   * @param transacting whether a transaction has begun
   */
  Sql(Connection connection, StatementTexts texts, Duration limit, boolean transacting) {
    this.connection = connection;
    this.texts = texts;
    this.limit = limit;
    this.transacting = transacting;
  }

  /**
   * Reads a row.
   *
   * @param <T> the type of the result
   */
  public interface Reader<T> {
    /**
     * {@return the value of a row}
     *
     * @param row the row
     * @throws SQLException if it cannot be read
     */
    T read(ResultSet row) throws SQLException;
  }

  /** A part of a transaction. */
  public interface Part {
    /**
     * Writes.
     *
     * @throws SQLException to roll the step back
     */
    void run() throws SQLException;
  }

  /**
   * The texts of statements in one database. Thread-safe.
   *
   * @param raisesVersion whether every change raises the version, whoever makes it
   */
  record StatementTexts(
      Dialect dialect,
      UnaryOperator<String> names,
      boolean raisesVersion,
      Map<String, String> known) {
    StatementTexts(Dialect dialect, UnaryOperator<String> names, boolean raisesVersion) {
      this(dialect, names, raisesVersion, new ConcurrentHashMap<>());
    }

    String real(String usual) {
      return known.computeIfAbsent(usual, text -> names.apply(dialect.text(text)));
    }
  }

  /**
   * {@return a statement's text with the real names}
   *
   * @param usual the text with the usual names
   */
  public String text(String usual) {
    return texts.real(usual);
  }

  /** {@return the database's dialect} */
  public Dialect dialect() {
    return texts.dialect();
  }

  /** {@return whether every change raises the version, whoever makes it} */
  public boolean raisesVersion() {
    return texts.raisesVersion();
  }

  void begin(String statements) {
    this.preamble = statements;
  }

  /**
   * Sets the time that each of the following statements may take on the server, to read large
   * results.
   *
   * @param longest the longest time; over 0
   */
  public void allow(Duration longest) {
    preamble += dialect().limit(longest);
    limit = longest;
  }

  /**
   * {@return a statement, to be closed}
   *
   * @param usual its text with the usual names
   * @throws SQLException if the database refuses it
   */
  public PreparedStatement prepare(String usual) throws SQLException {
    if (!preamble.isEmpty()) {
      try (PreparedStatement first = connection.prepareStatement(takePreamble())) {
        first.execute();
      }
    }
    return statement(text(usual));
  }

  private PreparedStatement statement(String real) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(real);
    if (dialect().limitsByDriver()) {
      statement.setQueryTimeout((int) Math.max(1, limit.toSeconds()));
    }
    return statement;
  }

  private String takePreamble() {
    String taken = preamble;
    preamble = "";
    return taken;
  }

  private PreparedStatement run(String real, @Nullable Object[] values) throws SQLException {
    String first = takePreamble();
    PreparedStatement statement = statement(first + real);
    try {
      fill(statement, values);
      statement.execute();
      // Each statement that was sent with it has a result before its own.
      for (int i = 0; i < first.length(); i++) {
        if (first.charAt(i) == ';') {
          statement.getMoreResults();
        }
      }
      return statement;
    } catch (SQLException | RuntimeException | Error e) {
      statement.close();
      throw e;
    }
  }

  private void fill(PreparedStatement statement, @Nullable Object[] values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, dialect().parameter(values[i]));
    }
  }

  /**
   * {@return the time in a column of a row, or null}
   *
   * @param row the row
   * @param column the number of the column
   * @throws SQLException if it cannot be read
   */
  public static @Nullable Instant time(ResultSet row, int column) throws SQLException {
    if (row.getMetaData().getColumnTypeName(column).toLowerCase(Locale.ROOT).startsWith("times")) {
      OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
      return at == null ? null : at.toInstant();
    }
    String read = row.getString(column);
    return read == null ? null : Dialect.instant(read);
  }

  /**
   * {@return the time in a column of a row}
   *
   * @param row the row
   * @param column the number of the column, which is not null
   * @throws SQLException if it cannot be read
   */
  public static Instant requiredTime(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNull(time(row, column));
  }

  /**
   * {@return a parameter for each of some values, with commas}
   *
   * @param count the number of values; 1 or more
   */
  public static String parameters(int count) {
    return String.join(", ", Collections.nCopies(count, "?"));
  }

  /**
   * {@return the values of the rows of a query}
   *
   * @param usual the query with the usual names
   * @param reader reads a row
   * @param values the parameters
   * @param <T> the type of a row's value
   * @throws SQLException if the database refuses it
   */
  public <T> List<T> query(String usual, Reader<T> reader, @Nullable Object... values)
      throws SQLException {
    return rows(text(usual), reader, values);
  }

  /**
   * {@return the values of the rows of a query that is sent as it is, for one that contains values}
   *
   * @param real the query with the real names, as {@link #text} returns them
   * @param reader reads a row
   * @param <T> the type of a row's value
   * @throws SQLException if the database refuses it
   */
  public <T> List<T> queryAsWritten(String real, Reader<T> reader) throws SQLException {
    return rows(real, reader);
  }

  private <T> List<T> rows(String real, Reader<T> reader, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = run(real, values);
        ResultSet rows = statement.getResultSet()) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(reader.read(rows));
      }
      return all;
    }
  }

  /**
   * {@return the value of the first row of a query, or null if there is none}
   *
   * @param usual the query with the usual names
   * @param reader reads a row
   * @param values the parameters
   * @param <T> the type of a row's value
   * @throws SQLException if the database refuses it
   */
  public <T> @Nullable T first(String usual, Reader<T> reader, @Nullable Object... values)
      throws SQLException {
    List<T> all = query(usual, reader, values);
    return all.isEmpty() ? null : all.get(0);
  }

  /**
   * {@return the single number that a query returns; 0 for null and for no row}
   *
   * @param usual the query with the usual names
   * @param values the parameters
   * @throws SQLException if the database refuses it
   */
  public long number(String usual, @Nullable Object... values) throws SQLException {
    Long number = first(usual, row -> row.getLong(1), values);
    return number == null ? 0 : number;
  }

  /**
   * {@return the number of rows that a statement has changed}
   *
   * @param usual the statement with the usual names
   * @param values the parameters
   * @throws SQLException if the database refuses it
   */
  public int update(String usual, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = run(text(usual), values)) {
      return statement.getUpdateCount();
    }
  }

  /**
   * Runs a statement once for each of some rows, all sent together; does nothing if there are no
   * rows.
   *
   * @param usual the statement with the usual names
   * @param rows the parameters of each
   * @throws SQLException if the database refuses one
   */
  public void batch(String usual, Collection<@Nullable Object[]> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = prepare(usual)) {
      for (@Nullable Object[] values : rows) {
        fill(statement, values);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /**
   * Runs a part of the transaction that may fail without rolling back the rest; costs two more
   * round trips.
   *
   * @param step the part
   * @return null if it succeeded, else the database's refusal; nothing of the part is left
   * @throws SQLException if the transaction is lost
   */
  public @Nullable SQLException attempt(Part step) throws SQLException {
    save("SAVEPOINT jackstaff");
    try {
      step.run();
      save("RELEASE SAVEPOINT jackstaff");
      return null;
    } catch (SQLException e) {
      save("ROLLBACK TO SAVEPOINT jackstaff");
      return e;
    }
  }

  private void save(String statement) throws SQLException {
    if (transacting) {
      run(statement, new Object[0]).close();
    }
  }
}
