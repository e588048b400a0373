package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Figures;
import dev.jackstaff.guard.TestEvent.EventKind;
import dev.jackstaff.internal.jdbc.SharedDatabases;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.Databases;
import dev.jackstaff.store.JdbcFlagStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The statements and bytes that guards cost a database, per minute and node. */
final class JournalCostIT {
  private static final int GUARDS = 10;
  private static final long LOOK = Duration.ofSeconds(2).toNanos();
  private static final int LOOKS = 30;

  /** The calls that send something. */
  private static final Set<String> SENDING =
      Set.of("execute", "executeQuery", "executeUpdate", "executeBatch", "commit", "rollback");

  private final AtomicInteger statements = new AtomicInteger();
  private final DataSource source = counting(Databases.postgres());
  private final List<JdbcFlagStore> stores = new ArrayList<>();
  private long now = OpenRequests.nanos(Instant.now());
  private long bytes;

  @AfterEach
  void close() {
    stores.forEach(JdbcFlagStore::close);
  }

  /** A node with ten guards. */
  private final class Node {
    final JournalExchange exchange;
    final List<SharedTest> tests = new ArrayList<>();

    Node(JdbcFlagStore store) {
      exchange = new JournalExchange(SharedDatabases.of(store).orElseThrow(), store);
      for (int i = 0; i < GUARDS; i++) {
        tests.add(exchange.join("flag" + i, "1/0"));
      }
    }

    void expose(int guard, long unit) {
      TestEvent event = new TestEvent(EventKind.EXPOSED, now, unit, 0, (int) (unit % 2), 0);
      tests.get(guard).offer(event);
      TestEvent first = new TestEvent(EventKind.FIRST, now, unit, 0, (int) (unit % 2), 4);
      tests.get(guard).offer(first);
      bytes += EventCodec.write(List.of(event, first)).length;
    }

    void look(long front) throws SQLException {
      exchange.exchange(front, now);
      for (SharedTest test : tests) {
        test.takeExposures(event -> {});
        test.takeRemoteExposures(event -> {});
        test.takeOutcomes(event -> {});
      }
    }
  }

  private List<Node> nodes(int count) {
    JdbcFlagStore store =
        JdbcFlagStore.builder(source)
            .createTables(true)
            .refresh(Duration.ofDays(1))
            .initial(FlagSet.of(Flag.percentage("flag0", 10)))
            .build();
    stores.add(store);
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      nodes.add(new Node(store));
    }
    return nodes;
  }

  @Test
  void nodeAtRest_withTenGuards_sendsAtMostThirtyStatementsAMinute() throws SQLException {
    List<Node> nodes = nodes(3);
    lookAll(nodes, EventExchange.IDLE);
    statements.set(0);
    for (int look = 0; look < LOOKS; look++) {
      now += LOOK;
      lookAll(nodes, EventExchange.IDLE);
    }
    int each = statements.get() / nodes.size();
    Figures.record("guards at rest: %d statements a minute and node", each);
    assertTrue(each <= 30, each + " statements");
    String locked = "SELECT count(*) FROM feature_flag_guard_events";
    assertEquals(0, Databases.count(source, locked));
  }

  private static void lookAll(List<Node> nodes, long front) throws SQLException {
    for (Node node : nodes) {
      node.look(front);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 50})
  void nodesWithTraffic_writeOneRowForALook_howeverManyUsers(int count) throws SQLException {
    List<Node> nodes = nodes(count);
    lookAll(nodes, now);
    statements.set(0);
    int looks = count > 10 ? 3 : LOOKS;
    long unit = 0;
    for (int look = 0; look < looks; look++) {
      now += LOOK;
      for (Node node : nodes) {
        for (int user = 0; user < 20; user++) {
          node.expose(0, ++unit);
        }
        node.look(now);
      }
    }
    int entries = Databases.count(source, "SELECT count(*) FROM feature_flag_guard_events");
    double minutes = looks * 2 / 60.0;
    Figures.record(
        "guards with traffic, %d nodes, 600 new users a minute and node: %.0f statements a minute"
            + " and node, %.1f kB written, %.1f bytes a user",
        count,
        statements.get() / minutes / count,
        bytes / minutes / count / 1000,
        (double) bytes / unit);
    // One entry for what a node has counted, and one for a front.
    assertTrue(entries <= 2 * looks * count, entries + " rows");
  }

  private DataSource counting(DataSource real) {
    return proxy(DataSource.class, real);
  }

  private <T> T proxy(Class<T> type, Object target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, args) -> {
              if (SENDING.contains(method.getName())) {
                statements.incrementAndGet();
              }
              try {
                Object result = method.invoke(target, args);
                if (result instanceof Connection connection) {
                  return proxy(Connection.class, connection);
                }
                return result instanceof PreparedStatement statement
                    ? proxy(PreparedStatement.class, statement)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
