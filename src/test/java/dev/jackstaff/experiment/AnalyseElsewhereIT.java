package dev.jackstaff.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Missing;
import dev.jackstaff.OnlyWithAll;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queries of the manual's page, run where it says that they run. */
class AnalyseElsewhereIT {
  private static final Path PAGE = Path.of("src/site/markdown/analyse-elsewhere.md");
  private static final RaisedShare ROWS = RaisedShare.of(new SplittableRandom(29), 500);

  private static String page;

  @BeforeAll
  static void read() throws IOException {
    page = Files.readString(PAGE);
  }

  /** Returns a query of the page, for the flag of the rows. */
  private static String query(String name) {
    Matcher block =
        Pattern.compile("<!-- sql: " + name + " -->\\n```sql\\n(.*?)```", Pattern.DOTALL)
            .matcher(page);
    assertTrue(block.find(), name);
    return block.group(1).replace("'checkout_button'", "'raised'");
  }

  private static List<String> rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (row.next()) {
        rows.add(row.getString(1) + " " + row.getLong(2) + " " + row.getLong(3));
      }
      return rows;
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertTrue(row.next());
      return row.getLong(1);
    }
  }

  /** Each user for its first variant, with all later conversions, counted by hand. */
  private static List<String> byHand() {
    return List.of("off", "on").stream()
        .map(
            variant -> {
              List<Exposure> first =
                  ROWS.exposures().stream()
                      .filter(e -> ROWS.exposures().stream().noneMatch(o -> isBefore(o, e)))
                      .filter(e -> e.variant().equals(variant))
                      .toList();
              long converted =
                  first.stream()
                      .filter(
                          e ->
                              ROWS.conversions().stream()
                                  .anyMatch(
                                      c ->
                                          c.subject().equals(e.subject())
                                              && c.event().equals("purchase")
                                              && !c.at().isBefore(e.at())))
                      .count();
              return variant + " " + first.size() + " " + converted;
            })
        .collect(Collectors.toList());
  }

  private static boolean isBefore(Exposure other, Exposure e) {
    return other.subject().equals(e.subject()) && other.at().isBefore(e.at());
  }

  @Test
  void queriesForAWarehouseAndGrowthBook_runOnPostgres() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
      ROWS.write(
          DatabaseExposures.builder(server.getPostgresDatabase()).createTables(true).build());
      try (Connection connection = server.getPostgresDatabase().getConnection()) {
        assertEquals(byHand(), rows(connection, query("warehouse")));
        // As GrowthBook nests them.
        String joined =
            "WITH seen AS ("
                + query("growthbook-assignments")
                + "), did AS ("
                + query("growthbook-facts")
                + ") SELECT COUNT(*) FROM seen JOIN did ON did.subject = seen.subject AND"
                + " did.timestamp >= seen.timestamp WHERE seen.experiment_id = 'raised'"
                + " AND did.event = 'revenue' AND did.value > 0 AND seen.variation_id <> ''";
        assertTrue(number(connection, joined) > 100);
      }
    }
  }

  /** Only -Pall downloads the driver, which has the database of every platform inside. */
  private static Connection duckDb() throws SQLException {
    boolean there =
        DriverManager.drivers()
            .anyMatch(driver -> driver.getClass().getName().startsWith("org.duckdb."));
    return there
        ? DriverManager.getConnection("jdbc:duckdb:")
        : Missing.program("no DuckDB; it is there with -Pall, or -Pquick,all");
  }

  @Test
  @OnlyWithAll
  void linesOfJson_areTheSameTablesInDuckDb(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("exposures.jsonl");
    JsonLinesExposures lines = new JsonLinesExposures(file);
    ROWS.write(lines);
    lines.write(ROWS.exposures().subList(0, 50), ROWS.conversions().subList(0, 50));
    Files.writeString(file, Files.readString(file) + "{\"type\":\"expo\n");
    try (Connection connection = duckDb();
        Statement statement = connection.createStatement()) {
      for (String view :
          query("duckdb").replace("exposures.jsonl", file.toString()).split(";", 0)) {
        assertFalse(statement.execute(view), view);
      }
      assertEquals(byHand(), rows(connection, query("warehouse")));
      assertEquals(
          ROWS.exposures().size(),
          number(connection, "SELECT COUNT(*) FROM (" + query("growthbook-assignments") + ")"));
      assertEquals(
          ROWS.conversions().size(),
          number(connection, "SELECT COUNT(*) FROM (" + query("growthbook-facts") + ")"));
    }
    lines.close();
  }
}
