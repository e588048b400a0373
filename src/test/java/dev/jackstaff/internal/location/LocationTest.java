package dev.jackstaff.internal.location;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parsing of a location, and the opening of each form. */
final class LocationTest {
  private static final LocationContext CONTEXT =
      LocationContext.of(LocationTest.class::getClassLoader);

  @TempDir private Path directory;

  private static Location parse(String text) {
    return CONTEXT.parse(text, LocationUse.FLAGS);
  }

  private static String refusal(String text, LocationUse use) {
    return assertThrows(IllegalArgumentException.class, () -> CONTEXT.parse(text, use))
        .getMessage();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "flags.json                      | flags.json             | flags.json",
        "conf/flags.json                 | conf/flags.json        | conf/flags.json",
        "../flags.json                   | ../flags.json          | ../flags.json",
        "/etc/flags.json                 | /etc/flags.json        | /etc/flags.json",
        "///etc/flags.json               | /etc/flags.json        | /etc/flags.json",
        "//localhost/etc/flags.json      | /etc/flags.json        | /etc/flags.json",
        "///etc/a%20b%C3%A4.json         | /etc/a bä.json         | /etc/a bä.json",
        "/etc/a b+c.json                 | /etc/a b+c.json        | /etc/a b+c.json",
        "a%20b.json                      | a b.json               | a b.json",
        "100%.json                       | 100%.json              | 100%.json",
        "/etc/a?b#c.json                 | /etc/a?b#c.json        | /etc/a?b#c.json",
        "C:\\conf\\flags.json            | C:\\conf\\flags.json   | C:\\conf\\flags.json",
        "/C:/conf/flags.json             | /C:/conf/flags.json    | C:/conf/flags.json",
        "///C:/conf/a%20b.json           | /C:/conf/a b.json      | C:/conf/a b.json",
        "//server/share/flags.json       | -                      | //server/share/flags.json",
        "////server/share/flags.json     | //server/share/flags.json | //server/share/flags.json"
      })
  void pathAfterFile_isAUrlsOrAPlainOne(String name, String unix, String windows) {
    if (unix.equals("-")) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> FilePath.plain(name, false))
              .getMessage();
      assertEquals(
          "'file:" + name + "' names another machine; an absolute path is file:/…", message);
    } else {
      assertEquals(unix, FilePath.plain(name, false));
    }
    assertEquals(windows, FilePath.plain(name, true));
  }

  @Test
  void file_isOpenedByEveryNotation_andMayBeMissing() throws Exception {
    Path file = Files.writeString(directory.resolve("ä %41 b.json"), "{}");
    String escaped = file.toUri().toString();
    for (String text : List.of(escaped, escaped.replace("file:///", "file:/"))) {
      Location location = parse(text.replaceFirst("file", "FILE"));
      assertEquals(file, location.path());
      assertArrayEquals("{}".getBytes(StandardCharsets.UTF_8), location.bytes());
      assertEquals(text, location.toString());
    }
    Location missing = parse("file:" + directory.resolve("none.json"));
    assertEquals(directory.resolve("none.json"), missing.path());
    String message = assertThrows(IllegalArgumentException.class, missing::content).getMessage();
    assertEquals("there is no " + missing, message);
  }

  @Test
  void relativePath_isBelowTheWorkingDirectory() throws Exception {
    assertEquals(Path.of("pom.xml").toUri().toURL(), parse("file:pom.xml").content());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "classpath:META-INF/NOTICE",
        "classpath:/META-INF/NOTICE",
        "ClassPath://META-INF/NOTICE"
      })
  void resource_isFoundWithAndWithoutASlash(String text) throws IOException {
    String existing = text.replace("META-INF/NOTICE", "dev/jackstaff/flags.schema.json");
    assertTrue(parse(existing).content().toString().endsWith("flags.schema.json"));
    assertThrows(IllegalArgumentException.class, () -> parse(text + "-none").content());
  }

  @Test
  void resource_withoutAClassLoader_isTheLibrarysOwn() {
    Location location =
        LocationContext.of(() -> null)
            .parse("classpath:dev/jackstaff/flags.schema.json", LocationUse.FLAGS);
    assertTrue(location.bytes().length > 100);
  }

  @Test
  void database_isOpenedByItsUrlOrSource() {
    JdbcDataSource source = new JdbcDataSource();
    LocationContext beans =
        CONTEXT.with(LocationForm.DATASOURCE, name -> name.isEmpty() ? source : null);
    Location location = beans.parse("DataSource", LocationUse.FLAGS);
    assertEquals(source, location.database(it -> (Object) it, it -> it));
    assertEquals(
        "jdbc:h2:mem:x", parse("JDBC:h2:mem:x").database(DataSource::toString, String::toString));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jdbc:h2:mem:x;PASSWORD=hunter2               | jdbc:h2:mem:x",
        "JDBC:postgresql://u:hunter2@h/db             | jdbc:postgresql://h/db",
        "jdbc:postgresql://h/db?password=hunter2      | jdbc:postgresql://h/db",
        "jdbc:oracle:thin:u/hunter2@h                 | jdbc:oracle:thin:@h"
      })
  void password_isNotInTheText(String text, String shown) {
    assertEquals(shown, parse(text).toString());
    String message = refusal(text, LocationUse.INITIAL);
    assertEquals("'" + shown + "' should be classpath:… or file:…", message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jbdc:postgresql://h/db?password=hunter2 | 'jbdc:…' should be . or .; did you mean 'jdbc:'?",
        "jdcb:oracle:thin:u/hunter2@h            | 'jdcb:…' should be . or .; did you mean 'jdbc:'?",
        "postgresql://u:hunter2@h/db             | 'postgresql:…' should be . or .",
        "u/hunter2@h:5432                        | '…' should be . or .",
        "password=hunter2:x                      | '…' should be . or .",
        "jndy:java:comp/env/jdbc/app             | 'jndy:java:comp/env/jdbc/app' should be . or .; did you mean 'jndi:'?",
        "no thing                                | 'no thing' should be . or ."
      })
  void misspelling_isRefusedWithASuggestion_andWithoutAPassword(String text, String message) {
    assertEquals(message.replace(". or .", "jdbc:… or jndi:…"), refusal(text, LocationUse.LISTEN));
  }

  @Test
  void textWithALineBreak_staysOnOneLine() {
    assertEquals(1, refusal("none\u2028\r\nx", LocationUse.FLAGS).lines().count());
  }

  @Test
  void pathThatIsNone_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> parse("file:/\u0000").open());
  }

  @Test
  void commandLine_takesAnyOtherTextAsAPath() {
    LocationContext command =
        CONTEXT.with(LocationForm.PLAIN, Path::of).otherwise(LocationForm.PLAIN);
    for (String text : List.of("flags.json", "/etc/flags.json", "C:\\flags.json", "100%41.json")) {
      assertEquals(Path.of(text), command.parse(text, LocationUse.COMMAND).path());
    }
    assertEquals(Path.of("a b"), command.parse("file:a%20b", LocationUse.COMMAND).path());
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> command.parse("jndi:x", LocationUse.COMMAND))
            .getMessage();
    assertEquals("'jndi:x' should be file:…, jdbc:… or FILE", message);
  }

  @Test
  void openerThatFails_isRefusedWithTheLocation() {
    LocationContext failing =
        CONTEXT.with(
            LocationForm.CLASSPATH,
            name -> {
              throw new IOException("no disk");
            });
    Location location = failing.parse("classpath:x", LocationUse.FLAGS);
    String message = assertThrows(IllegalArgumentException.class, location::open).getMessage();
    assertEquals("classpath:x cannot be opened: no disk", message);
  }

  @Test
  void secret_isAVariableOrAnAttribute_andNeverShown() {
    LocationContext context =
        CONTEXT.with(
            LocationForm.ATTRIBUTE,
            name -> List.of("hunter2-hunter2", 7).get(name.equals("text") ? 0 : 1));
    assertEquals(
        "hunter2-hunter2", new String(context.secret("attribute:text", 8), StandardCharsets.UTF_8));
    assertEquals(2, context.secrets("attribute:text, Attribute:text", 8).size());
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    context.secrets(
                        "attribute:text,attribute:other,hunter2,env:JACKSTAFF_NONE", 32))
            .getMessage();
    assertEquals(
        "'attribute:text' must have at least 32 bytes, has 15; 'attribute:other' is neither a string"
            + " nor bytes; should be env:NAME or attribute:NAME; 'env:JACKSTAFF_NONE' is not set",
        message);
    assertFalse(message.contains("hunter2"), message);
  }
}
