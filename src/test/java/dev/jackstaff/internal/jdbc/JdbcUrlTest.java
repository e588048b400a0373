package dev.jackstaff.internal.jdbc;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JdbcUrlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          jdbc:postgresql://db:5432/shop | jdbc:postgresql://db:5432/shop
          jdbc:postgresql://a:1,b:2/shop?targetServerType=primary | jdbc:postgresql://a:1,b:2/shop
          jdbc:postgresql://[::1]:5432/shop | jdbc:postgresql://[::1]:5432/shop
          jdbc:postgresql:shop | jdbc:postgresql:shop
          jdbc:postgresql://db/shop?user=me@azure | jdbc:postgresql://db/shop
          jdbc:h2:./flags;USER=me;PASSWORD=S3 | jdbc:h2:./flags
          jdbc:h2:mem:flags | jdbc:h2:mem:flags
          jdbc:sqlite:/var/lib/shop/flags.sqlite?busy_timeout=1 | jdbc:sqlite:/var/lib/shop/flags.sqlite
          jdbc:mariadb://db/shop?user=me&password=S3@x | jdbc:mariadb://db/shop
          jdbc:h2:tcp://db:9092/~/flags;PASSWORD=S3@x | jdbc:h2:tcp://db:9092/~/flags
          jdbc:oracle:thin:me/S3@//db:1521/x | jdbc:oracle:thin:@//db:1521/x
          jdbc:oracle:thin:@//db:1521/x | jdbc:oracle:thin:@//db:1521/x
          """)
  void url_isShownWithoutSecrets(String url, String shown) {
    assertEquals(shown, JdbcUrl.withoutSecrets(url));
  }

  /** The forms of every driver that resolves here; the secret is always the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://u:S3CRET@db/shop",
        "jdbc:postgresql://u:a@S3CRET@db/shop",
        "jdbc:postgresql://u:a/S3CRET@db/shop",
        "jdbc:postgresql://u:S3CRET?x@db/shop",
        "jdbc:postgresql://u:S3CRET;x@db/shop",
        "jdbc:postgresql://db/shop?user=u&password=S3CRET",
        "jdbc:postgresql://db/shop?user=u&password=a@S3CRET",
        "jdbc:postgresql:?password=S3CRET",
        "jdbc:pgsql://u:S3CRET@db:5432/shop",
        "jdbc:pgsql://db:5432/shop?password=S3CRET",
        "jdbc:h2:file:rel;PASSWORD=S3CRET",
        "jdbc:h2:mem:x;USER=sa;PASSWORD=a S3CRET",
        "jdbc:h2:ssl://db/~/x;CIPHER=AES;PASSWORD=S3CRET S3CRET",
        "jdbc:mysql://u:S3CRET@db:3306/shop",
        "jdbc:mysql://u:a@S3CRET@db:3306/shop",
        "jdbc:mysql://u:S3CRET@a:1,v:S3CRET@b:2/shop",
        "jdbc:mysql://address=(host=db)(port=3306)(user=u)(password=S3CRET)/shop",
        "jdbc:mysql://(host=db,port=3306,user=u,password=S3CRET)/shop",
        "jdbc:mysql://u:S3CRET@[address=(host=a)(port=1),(host=b)]/shop",
        "mysqlx://u:S3CRET@db/shop",
        "jdbc:mariadb://db/shop?user=u&password=S3CRET",
        "jdbc:mariadb:replication://address=(host=db)(type=primary)(password=S3CRET)/shop",
        "jdbc:mariadb:loadbalance://u:S3CRET@a,b/shop",
        "jdbc:sqlite:file:x.db?cipher=sqlcipher&key=S3CRET",
        "jdbc:duckdb:md:shop?motherduck_token=S3CRET",
        "jdbc:duckdb:md:shop;motherduck_token=S3CRET",
        "jdbc:sqlserver://db:1433;databaseName=x;user=u;password={S3CRET;S3CRET}",
        "jdbc:oracle:thin:u/S3CRET@db:1521:x",
        "jdbc:oracle:thin:u/\"S3CRET@x\"@//db:1521/x",
        "jdbc:oracle:thin:u/a@S3CRET@//db:1521/x",
        "jdbc:oracle:oci:u/S3CRET@tns",
        "jdbc:oracle:thin:u/S3CRET@(DESCRIPTION=(ADDRESS=(HOST=db))(CONNECT_DATA=(SID=x)))",
        "jdbc:oracle:thin:@(DESCRIPTION=(SECURITY=(WALLET_PASSWORD=S3CRET)))",
        "jdbc:otel:postgresql://u:a@S3CRET@db/shop",
      })
  void secret_inAnyFormOfUrl_isNotShown(String url) {
    assertFalse(JdbcUrl.withoutSecrets(url).contains("S3CRET"), JdbcUrl.withoutSecrets(url));
    // Passwords with blanks in them are hidden where the URL is known, as the driver's source does.
    if (url.indexOf(' ') < 0 && url.indexOf('"') < 0 && url.startsWith("jdbc:")) {
      String said = SqlStates.reason(new SQLException("cannot open \"" + url + "\" now", "08001"));
      assertFalse(said.contains("S3CRET"), said);
      assertTrue(said.endsWith("\" now (08001)"), said);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "refused: user=u, password=S3CRET, host=db",
        "property Password = 'S3CRET' is unknown",
        "cannot reach //u:a@S3CRET@db/shop",
        "(user=u)(password=S3CRET)",
        "access_token=S3CRET&x=1",
        "password={S3CRET;S3CRET}",
      })
  void secret_inADriversMessage_isNotShown(String message) {
    String shown = JdbcUrl.withoutSecretsIn(message);
    assertFalse(shown.contains("S3CRET"), shown);
  }

  @Test
  void password_inAUrlThatTheDriverRefuses_isNotShown() {
    for (String url :
        new String[] {
          "jdbc:h2:file:rel;PASSWORD=S3CRET", "jdbc:h2:file:rel;PASSWORD=a \"S3CRET;NO_SUCH=1"
        }) {
      try (DriverSource source = new DriverSource(url)) {
        SQLException refused = assertThrows(SQLException.class, source::connect);
        for (Throwable e = refused; e != null; e = e.getCause()) {
          assertFalse(e.toString().contains("S3CRET"), e.toString());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:derby:flags",
        "jdbc:duckdb:",
        "jdbc:sqlserver://db;password=S3CRET",
        "jdbc:oracle:thin:u/S3CRET@db",
        "jdbc:nobody:x",
        "postgres://u:S3CRET@db/shop",
      })
  void otherDatabase_isRefusedByNameBeforeADriverIsLookedFor(String url) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new DriverSource(url)).getMessage();
    assertTrue(
        message.endsWith(
            " is not supported; PostgreSQL (jdbc:postgresql:), MariaDB (jdbc:mariadb:), MySQL"
                + " (jdbc:mysql:), SQLite (jdbc:sqlite:) and H2 (jdbc:h2:) are"),
        message);
    assertFalse(message.contains("S3CRET"), message);
  }

  @Test
  void driverThatWrapsOurs_isLookedFor() {
    assertDoesNotThrow(() -> JdbcUrl.requireSupported("jdbc:otel:postgresql://db/shop"));
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> new DriverSource("jdbc:otel:h2:mem:S3CRET"))
            .getMessage();
    assertEquals("no driver on the class path takes jdbc:otel:…", message);
  }

  /** H2 repeats the statement, which is no help to who reads a status. */
  @Test
  void reason_hasNoStatement() {
    SQLException e = new SQLException("Table \"T\" not found; SQL statement:\nCREATE …", "42S02");
    assertEquals("Table \"T\" not found (42S02)", SqlStates.reason(e));
  }
}
