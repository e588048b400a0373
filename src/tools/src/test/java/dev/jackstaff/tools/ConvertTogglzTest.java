package dev.jackstaff.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conversion of Togglz's properties file and table, beside Togglz itself. */
final class ConvertTogglzTest {
  private static final String FILE =
      """
      # shop
      PLAIN = true
      OFF: no
      NEW_SEARCH = true
      NEW_SEARCH.strategy = gradual
      NEW_SEARCH.param.percentage = 25
      EVERYBODY=true
      EVERYBODY.strategy=gradual
      EVERYBODY.param.percentage=100
      DARK_MODE = true
      DARK_MODE.strategy = username
      DARK_MODE.param.users = user-1, Ann Lee ,bob
      OLD_STYLE = true
      OLD_STYLE.users = user-2
      RESTING = false
      RESTING.strategy = username
      RESTING.param.users = ann
      STAFF = true
      STAFF.strategy = user-role
      STAFF.param.roles = admin, staff
      OFFICE = true
      OFFICE.strategy = client-ip
      OFFICE.param.ips = 10.0.0.0/8, 192.168.1.7
      CHRISTMAS = true
      CHRISTMAS.strategy = release-date
      CHRISTMAS.param.date = 2020-12-24
      CHRISTMAS.param.time = 18:00:00
      SCRIPT = true
      SCRIPT.strategy = script
      SCRIPT.param.script = 1 == 1
      my\\ flag = true
      """;

  @TempDir private Path directory;

  private ConvertRun converted() throws IOException {
    return ConvertRun.of("togglz", directory, "features.properties", FILE);
  }

  @Test
  void switch_isKept() throws IOException {
    assertEquals("true", converted().definition("PLAIN"));
    assertEquals("false", converted().definition("OFF"));
  }

  @Test
  void strategies_becomeTheirCounterparts() throws IOException {
    ConvertRun run = converted();
    assertEquals("{\"percentage\":25}", run.definition("NEW_SEARCH"));
    assertEquals("{\"users\":[\"user-1\",\"Ann Lee\",\"bob\"]}", run.definition("DARK_MODE"));
    assertEquals("{\"users\":[\"user-2\"]}", run.definition("OLD_STYLE"));
    assertEquals("{\"users\":[\"ann\"],\"killed\":true}", run.definition("RESTING"));
    assertEquals(
        "{\"rules\":[{\"if\":{\"roles\":{\"$in\":[\"admin\",\"staff\"]}},\"enabled\":true}]}",
        run.definition("STAFF"));
    assertEquals(
        "{\"rules\":[{\"if\":{\"remoteAddr\":{\"$cidr\":[\"10.0.0.0/8\",\"192.168.1.7\"]}},"
            + "\"enabled\":true}]}",
        run.definition("OFFICE"));
    assertEquals(
        "{\"schedule\":{\"start\":\"2020-12-24T18:00:00Z\",\"zone\":\"UTC\",\"steps\":[[0,100]]}}",
        run.definition("CHRISTMAS"));
  }

  @Test
  void unknownStrategy_andInvalidName_areReported() throws IOException {
    ConvertRun run = converted();
    assertTrue(
        run.err().contains("SCRIPT: strategy script: left out: there is no such"), run.err());
    assertTrue(run.err().contains("SCRIPT: not compared: togglz-core alone"), run.err());
    assertEquals("true", run.definition("my_flag"));
    assertTrue(run.err().contains("my_flag: name: changed: was 'my flag'"), run.err());
    assertTrue(
        run.err().contains("12 flags: 8 as before, 1 other users, 2 changed, 1 left out"),
        run.err());
  }

  @Test
  void togglzItself_agreesForEveryUser_exceptOnThePercentage() throws IOException {
    ConvertRun run = converted();
    for (String flag :
        List.of(
            "PLAIN",
            "OFF",
            "EVERYBODY",
            "DARK_MODE",
            "OLD_STYLE",
            "RESTING",
            "STAFF",
            "CHRISTMAS",
            "my_flag")) {
      assertEquals(0, run.changed(flag), flag);
    }
    // 2 * 0.25 * 0.75 of the users, of which the two samples differ by chance.
    assertEquals(3_750, run.changed("NEW_SEARCH"), 300);
    assertTrue(run.err().contains("expect another answer for 37.5 % of the users"), run.err());
    assertTrue(run.err().contains("(3,750 of 10,000)"), run.err());
  }

  @Test
  void table_givesTheSameFlags() throws IOException, SQLException {
    String url = "jdbc:h2:mem:togglz;DB_CLOSE_DELAY=-1";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE TOGGLZ (FEATURE_NAME VARCHAR(100) PRIMARY KEY, FEATURE_ENABLED INTEGER,"
              + " STRATEGY_ID VARCHAR(200), STRATEGY_PARAMS VARCHAR(2000))");
      statement.execute(
          "INSERT INTO TOGGLZ VALUES ('PLAIN', 1, NULL, NULL), ('NEW_SEARCH', 1, 'gradual',"
              + " 'percentage=25'), ('DARK_MODE', 1, 'username', 'users=user-1,user-2'),"
              + " ('RESTING', 0, 'username', 'users=ann&more=x\\u0026y')");
    }
    ConvertRun run = ConvertRun.of("togglz", url);
    assertEquals("true", run.definition("PLAIN"));
    assertEquals("{\"percentage\":25}", run.definition("NEW_SEARCH"));
    assertEquals("{\"users\":[\"user-1\",\"user-2\"]}", run.definition("DARK_MODE"));
    assertEquals("{\"users\":[\"ann\"],\"killed\":true}", run.definition("RESTING"));
    assertEquals(0, run.changed("DARK_MODE"));
    assertEquals(0, run.changed("RESTING"));
    assertEquals(3_750, run.changed("NEW_SEARCH"), 300);
  }

  @Test
  void faults_areNamedAllAtOnce_andNothingIsWritten() throws IOException {
    ConvertRun run =
        ConvertRun.of(
            "togglz",
            directory,
            "bad.properties",
            """
            A = perhaps
            B.strategy = gradual
            C = true
            C.strategy = gradual
            C.param.percentage = 25 %
            D = true
            D.strategy = release-date
            D.param.date = 24.12.2020
            """);
    assertEquals(Tools.FAILED, run.status());
    assertEquals("", run.out());
    assertEquals(
        """
        bad.properties:1: A: must be true or false, was 'perhaps'
        bad.properties:2: B: 'B.strategy' needs a line B = true or B = false
        bad.properties:3: C: the parameter 'percentage' must be a whole number from 0 to 100, was '25 %'
        bad.properties:6: D: the parameters must be such as date=2026-11-20 and time=09:00:00, were \
        '24.12.2020' and ''
        """,
        run.err().replace(directory + "/", ""));
  }
}
