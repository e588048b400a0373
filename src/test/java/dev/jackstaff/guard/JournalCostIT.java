package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Figures;
import dev.jackstaff.guard.TestEvent.EventKind;
import dev.jackstaff.internal.jdbc.Database;
import dev.jackstaff.internal.jdbc.DriverSource;
import dev.jackstaff.internal.jdbc.Schema;
import dev.jackstaff.internal.jdbc.TableNames;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.Databases;
import dev.jackstaff.store.JdbcFlagStore;
import dev.jackstaff.store.PostgresRelay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The statements, connections and bytes that guards cost a database, per minute and node, as the
 * server sees them: between the nodes and it stands a relay that counts. Clocks are moved by hand.
 */
final class JournalCostIT {
  private static final int GUARDS = 10;
  private static final long LOOK = Duration.ofSeconds(2).toNanos();
  private static final int LOOKS_A_MINUTE = 30;

  private final PGSimpleDataSource source = Databases.postgres();
  private final List<DriverSource> connections = new ArrayList<>();
  private JdbcFlagStore store;
  private PostgresRelay relay;
  private long now = OpenRequests.nanos(Instant.now());
  private long unit;

  @BeforeEach
  void open() throws IOException {
    relay = new PostgresRelay(source.getPortNumbers()[0]);
    store =
        JdbcFlagStore.builder(source)
            .createTables(true)
            .refresh(Duration.ofDays(1))
            .initial(FlagSet.of(Flag.percentage("flag0", 10)))
            .build();
  }

  @AfterEach
  void close() throws IOException {
    connections.forEach(DriverSource::close);
    store.close();
    relay.close();
  }

  /** A node with ten guards, and a source of connections of its own. */
  private final class Node {
    final JournalExchange exchange;
    final List<SharedTest> tests = new ArrayList<>();

    Node() {
      DriverSource own = new DriverSource(relay.url(source.getDatabaseName(), source.getUser()));
      connections.add(own);
      TableNames names = new TableNames(null, TableNames.DEFAULT_TABLE);
      Database database = new Database(own, names, new Schema("", List.of()), false);
      exchange = new JournalExchange(database, store, JournalExchange.FRONT_INTERVAL);
      for (int i = 0; i < GUARDS; i++) {
        tests.add(exchange.join("flag" + i, "1/0"));
      }
    }

    /** A new user, who is exposed and whose first request is counted, in some of the tests. */
    void visit(int guards) {
      unit++;
      for (SharedTest test : tests.subList(0, guards)) {
        int arm = (int) (unit % 2);
        test.offer(new TestEvent(EventKind.EXPOSED, now, unit, 0, arm, 0));
        test.offer(new TestEvent(EventKind.FIRST, now, unit, 0, arm, 4));
      }
    }

    void look(long front) throws SQLException {
      exchange.exchange(front, now);
      for (SharedTest test : tests) {
        test.takeExposures(event -> {});
        test.takeRemote(event -> {});
        test.takeOutcomes(event -> {});
      }
    }
  }

  private List<Node> nodes(int count) throws SQLException {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      nodes.add(new Node());
    }
    // All know each other, and have made the connections that they keep.
    for (Node node : nodes) {
      node.look(EventExchange.IDLE);
    }
    return nodes;
  }

  @Test
  void nodesAtRest_withTenGuards_sendFewStatements_andOpenNoConnection() throws SQLException {
    List<Node> nodes = nodes(10);
    relay.reset();
    int minutes = 7;
    for (int look = 0; look < minutes * LOOKS_A_MINUTE; look++) {
      now += LOOK;
      for (Node node : nodes) {
        node.look(EventExchange.IDLE);
      }
    }
    double each = 1.0 / minutes / nodes.size();
    Figures.record(
        "guards at rest, ten guards, 10 nodes, a minute and node: %.1f statements with BEGIN and"
            + " COMMIT, %.1f kB, %d new connections",
        relay.statements() * each, relay.bytes() * each / 1000, relay.connections());
    assertTrue(relay.statements() * each <= 30, relay.statements() * each + " statements");
    assertEquals(0, relay.connections());
    assertEquals(0, entries());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 0",
    "1, 1, 20",
    "1, 1, 200",
    "1, 10, 20",
    "10, 1, 20",
    "10, 10, 20",
    "50, 1, 20"
  })
  void nodesWithTraffic_writeOneRowForALook_howeverManyUsers(int count, int guards, int users)
      throws SQLException {
    List<Node> nodes = nodes(count);
    int looks = count > 1 ? 6 : LOOKS_A_MINUTE;
    // The first events create the tests.
    look(nodes, guards, 1);
    final int before = entries();
    final long known = unit;
    final Duration cpu = cpu();
    relay.reset();
    for (int look = 0; look < looks; look++) {
      look(nodes, guards, users);
    }
    int entries = entries() - before;
    double each = (double) LOOKS_A_MINUTE / looks / count;
    Figures.record(
        "guards with traffic, %d nodes, %d of ten guards in use, %d new users a minute and node:"
            + " a minute and node %.0f statements with BEGIN and COMMIT, %.1f kB to the database,"
            + " %.1f kB from it, %.0f entries, %.2f s of the server's CPU, %d new connections",
        count,
        guards,
        users * LOOKS_A_MINUTE,
        relay.statements() * each,
        relay.bytesTo() * each / 1000,
        relay.bytesFrom() * each / 1000,
        entries * each,
        cpu().minus(cpu).toMillis() * each / 1000,
        relay.connections());
    // One entry for what a node has counted, and one for a front.
    assertTrue(entries <= 2L * looks * count * guards, entries + " rows");
    assertTrue(users == 0 || entries >= (unit - known) / users, entries + " rows");
    assertEquals(0, relay.connections());
  }

  /** Returns the CPU time that the server and its processes have taken. */
  private Duration cpu() {
    String file = Databases.text(source, "SHOW data_directory") + "/postmaster.pid";
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      long pid = Long.parseLong(lines.findFirst().orElseThrow().strip());
      ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
      return Stream.concat(Stream.of(server), server.descendants())
          .flatMap(process -> process.info().totalCpuDuration().stream())
          .reduce(Duration.ZERO, Duration::plus);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int entries() {
    return Databases.count(source, "SELECT count(*) FROM feature_flag_guard_events");
  }

  /** The nodes look one after the other, as if each had begun at another time. */
  private void look(List<Node> nodes, int guards, int users) throws SQLException {
    for (Node node : nodes) {
      now += LOOK / nodes.size();
      for (int i = 0; i < users; i++) {
        node.visit(guards);
      }
      node.look(now);
    }
  }
}
