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

/** The conversion of FF4J's XML and tables, beside FF4J itself. */
final class ConvertFf4jTest {
  private static final String FILE =
      """
      <?xml version="1.0" encoding="UTF-8" ?>
      <ff4j xmlns="http://www.ff4j.org/schema/ff4j">
       <features>
        <feature uid="plain" enable="true" description="a plain one" />
        <feature uid="off" enable="false" />
        <feature uid="new_search" enable="true">
         <flipstrategy class="org.ff4j.strategy.PonderationStrategy">
          <param name="weight">0.25</param>
         </flipstrategy>
        </feature>
        <feature uid="white" enable="true">
         <flipstrategy class="org.ff4j.strategy.WhiteListStrategy">
          <param name="grantedClients">c1, c2</param>
         </flipstrategy>
        </feature>
        <feature uid="black" enable="true">
         <flipstrategy class="org.ff4j.strategy.BlackListStrategy">
          <param name="grantedClients">c1,c3</param>
         </flipstrategy>
        </feature>
        <feature uid="region" enable="true">
         <flipstrategy class="org.ff4j.strategy.RegionFlippingStrategy">
          <param name="environments">EU,US</param>
         </flipstrategy>
        </feature>
        <feature-group name="sprint_3">
         <feature uid="later" enable="true">
          <flipstrategy class="org.ff4j.strategy.time.ReleaseDateFlipStrategy">
           <param name="releaseDate">2020-07-14-14:00</param>
          </flipstrategy>
         </feature>
         <feature uid="resting" enable="false">
          <flipstrategy class="org.ff4j.strategy.ClientFilterStrategy">
           <param name="grantedClients">c1</param>
          </flipstrategy>
         </feature>
        </feature-group>
        <feature uid="both" enable="true">
         <flipstrategy class="org.ff4j.strategy.el.ExpressionFlipStrategy">
          <param name="expression">plain &amp; !off</param>
         </flipstrategy>
        </feature>
        <feature uid="either" enable="true">
         <flipstrategy class="org.ff4j.strategy.el.ExpressionFlipStrategy">
          <param name="expression">plain | off</param>
         </flipstrategy>
        </feature>
        <feature uid="staff" enable="true">
         <security><role name="ADMIN"/><role name="STAFF"/></security>
         <custom-properties><property name="limit" value="7" /></custom-properties>
        </feature>
       </features>
      </ff4j>
      """;

  @TempDir private Path directory;

  private ConvertRun converted() throws IOException {
    return ConvertRun.of("ff4j", directory, "ff4j.xml", FILE);
  }

  @Test
  void features_becomeTheirCounterparts() throws IOException {
    ConvertRun run = converted();
    assertEquals("{\"description\":\"a plain one\",\"enabled\":true}", run.definition("plain"));
    assertEquals("false", run.definition("off"));
    assertEquals("{\"percentage\":25}", run.definition("new_search"));
    assertEquals(
        "{\"rules\":[{\"if\":{\"clientHostName\":{\"$in\":[\"c1\",\" c2\"]}},\"enabled\":true}]}",
        run.definition("white"));
    assertEquals(
        "{\"tags\":[\"sprint_3\"],\"killed\":true,"
            + "\"rules\":[{\"if\":{\"clientHostName\":{\"$in\":[\"c1\"]}},\"enabled\":true}]}",
        run.definition("resting"));
    assertEquals("{\"requires\":[\"plain\",\"!off\"],\"enabled\":true}", run.definition("both"));
    assertEquals(
        "{\"metadata\":{\"limit\":\"7\"},"
            + "\"rules\":[{\"if\":{\"roles\":{\"$in\":[\"ADMIN\",\"STAFF\"]}},\"enabled\":true}]}",
        run.definition("staff"));
  }

  @Test
  void expressionWithOr_isLeftOut_andSaysWhy() throws IOException {
    assertTrue(
        converted()
            .err()
            .contains("either: strategy ExpressionFlipStrategy: left out: 'plain | off' is more"),
        converted().err());
  }

  @Test
  void ff4jItself_agreesForEveryUser_exceptOnTheWeight() throws IOException {
    ConvertRun run = converted();
    for (String flag :
        List.of("plain", "off", "white", "black", "region", "later", "resting", "both")) {
      assertEquals(0, run.changed(flag), flag);
    }
    // FF4J draws anew for each check.
    assertEquals(3_750, run.changed("new_search"), 300);
    assertEquals(10_000, run.changed("either"));
  }

  @Test
  void ownStrategy_thatIsNotOnTheClassPath_isLeftOut_andNothingIsCompared() throws IOException {
    String own = FILE.replace("org.ff4j.strategy.WhiteListStrategy", "com.example.Own");
    ConvertRun run = ConvertRun.of("ff4j", directory, "own.xml", own);
    assertTrue(run.err().contains("white: strategy com.example.Own: left out: "), run.err());
    assertEquals("{\"percentage\":25}", run.definition("new_search"));
    assertTrue(run.err().contains("new_search: not compared: ff4j-core"), run.err());
  }

  @Test
  void tables_giveTheSameFlags() throws SQLException {
    String url = "jdbc:h2:mem:ff4j;DB_CLOSE_DELAY=-1";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE FF4J_FEATURES (FEAT_UID VARCHAR(100) PRIMARY KEY, ENABLE INTEGER NOT NULL,"
              + " DESCRIPTION VARCHAR(1000), STRATEGY VARCHAR(1000), EXPRESSION VARCHAR(255),"
              + " GROUPNAME VARCHAR(100))");
      statement.execute("CREATE TABLE FF4J_ROLES (FEAT_UID VARCHAR(100), ROLE_NAME VARCHAR(100))");
      statement.execute(
          "CREATE TABLE FF4J_CUSTOM_PROPERTIES (PROPERTY_ID VARCHAR(100), CLAZZ VARCHAR(255),"
              + " CURRENTVALUE VARCHAR(255), FIXEDVALUES VARCHAR(1000), DESCRIPTION VARCHAR(1000),"
              + " FEAT_UID VARCHAR(100))");
      statement.execute(
          "INSERT INTO FF4J_FEATURES VALUES ('plain', 1, 'a plain one', NULL, NULL, NULL),"
              + " ('white', 1, NULL, 'org.ff4j.strategy.WhiteListStrategy',"
              + " 'grantedClients=c1,c2', 'sprint_3')");
      statement.execute("INSERT INTO FF4J_ROLES VALUES ('plain', 'ADMIN')");
      statement.execute(
          "INSERT INTO FF4J_CUSTOM_PROPERTIES VALUES"
              + " ('limit', 'org.ff4j.property.PropertyString', '7', NULL, NULL, 'plain')");
    }
    ConvertRun run = ConvertRun.of("ff4j", url);
    assertEquals(
        "{\"description\":\"a plain one\",\"metadata\":{\"limit\":\"7\"},"
            + "\"rules\":[{\"if\":{\"roles\":{\"$in\":[\"ADMIN\"]}},\"enabled\":true}]}",
        run.definition("plain"));
    assertEquals(
        "{\"tags\":[\"sprint_3\"],\"rules\":"
            + "[{\"if\":{\"clientHostName\":{\"$in\":[\"c1\",\"c2\"]}},\"enabled\":true}]}",
        run.definition("white"));
    assertEquals(0, run.changed("white"));
  }

  @Test
  void faults_areNamedAllAtOnce() throws IOException {
    ConvertRun run =
        ConvertRun.of(
            "ff4j",
            directory,
            "bad.xml",
            """
            <features>
             <feature uid="a" enable="yes" />
             <feature enable="true" />
             <feature uid="c" enable="true">
              <flipstrategy class="org.ff4j.strategy.PonderationStrategy">
               <param name="weight" value="25" />
              </flipstrategy>
             </feature>
            </features>
            """);
    assertEquals(Tools.FAILED, run.status());
    assertEquals(
        """
        bad.xml: a: the attribute 'enable' must be true or false, was 'yes'
        bad.xml: an element 'feature' has no attribute 'uid'
        bad.xml: c: the parameter 'weight' must be a number from 0 to 1, was '25'
        """,
        run.err().replace(directory + "/", ""));
    run = ConvertRun.of("ff4j", directory, "no.xml", "<features>\n<feature");
    assertTrue(run.err().contains("no.xml:2:"), run.err());
    run = ConvertRun.of("ff4j", directory, "dtd.xml", "<!DOCTYPE x SYSTEM 'file:/y'>\n<x/>");
    assertTrue(run.err().contains("DOCTYPE is disallowed"), run.err());
  }
}
