package dev.jackstaff.store;

import static dev.jackstaff.store.WritableFlagStoreContract.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.jackstaff.Await;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/** Nothing is lost, and nothing is there by half. */
class DurabilityIT {
  @Test
  void put_byTwoNodesWithOneRevision1000Times_isTakenFromExactlyOne() throws Exception {
    PGSimpleDataSource source = Databases.postgres();
    try (HikariDataSource onePool = Databases.pool(source);
        HikariDataSource otherPool = Databases.pool(source);
        JdbcFlagStore one = JdbcFlagStore.builder(onePool).createTables(true).build();
        JdbcFlagStore other = JdbcFlagStore.builder(otherPool).build()) {
      String revision = one.put(Flag.off("a"), null, ANN);
      ExecutorService two = Executors.newFixedThreadPool(2);
      for (int round = 0; round < 1000; round++) {
        String seen = revision;
        int share = round % 90;
        Callable<String> first = () -> attempt(one, Flag.percentage("a", share), seen);
        Callable<String> second = () -> attempt(other, Flag.percentage("a", share + 0.5), seen);
        List<String> won = new ArrayList<>();
        for (Future<String> result : two.invokeAll(List.of(first, second))) {
          won.add(result.get());
        }
        won.removeIf(String::isEmpty);
        assertEquals(1, won.size(), "round " + round);
        revision = won.get(0);
      }
      two.shutdownNow();
      assertEquals(1001, one.history("a").size());
    }
  }

  private static String attempt(JdbcFlagStore store, Flag flag, String seen) {
    try {
      return store.put(flag, seen, ANN);
    } catch (StaleRevisionException lost) {
      return "";
    }
  }

  @Test
  void put_cutBeforeItsHistory_leavesNeither() {
    leavesNothing("INSERT INTO \"feature_flag_history\"");
  }

  @Test
  void put_cutBeforeItsCommit_leavesNeither() {
    leavesNothing("commit");
  }

  private static void leavesNothing(String fatal) {
    PGSimpleDataSource source = Databases.postgres();
    try (JdbcFlagStore store = JdbcFlagStore.builder(source).createTables(true).build()) {
      store.put(Flag.on("a"), null, ANN);
      try (JdbcFlagStore dying = JdbcFlagStore.builder(cutting(source, fatal)).build()) {
        assertThrows(StoreException.class, () -> dying.put(Flag.on("b"), null, ANN));
        // In force in the process that dies, and nowhere else.
        dying.kill("a", ANN);
        assertEquals(Set.of("a"), dying.status().unwritten().keySet());
      }
      assertTrue(store.find("b").isEmpty());
      assertEquals(List.of(), store.history("b"));
      assertEquals(Flag.on("a"), store.find("a").orElseThrow().value());
      assertEquals(1, store.history("a").size());
    }
  }

  /** Connections that end, as with their process, when a statement or a method is about to run. */
  private static DataSource cutting(DataSource source, String fatal) {
    return proxy(
        DataSource.class,
        (name, arguments) -> {
          Object result = invoke(source, name, arguments);
          return result instanceof Connection connection ? cutting(connection, fatal) : result;
        });
  }

  private static Connection cutting(Connection connection, String fatal) {
    return proxy(
        Connection.class,
        (name, arguments) -> {
          String what = name.equals("prepareStatement") ? (String) arguments[0] : name;
          if (what.startsWith(fatal)) {
            connection.abort(Runnable::run);
            throw new SQLException("the process has ended", "08006");
          }
          return invoke(connection, name, arguments);
        });
  }

  private interface Call {
    Object answer(String name, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "hashCode" -> System.identityHashCode(self);
                  case "equals" -> self == arguments[0];
                  default -> call.answer(method.getName(), arguments);
                }));
  }

  private static Object invoke(Object target, String name, Object[] arguments) throws Throwable {
    int count = arguments == null ? 0 : arguments.length;
    for (var method :
        (target instanceof Connection ? Connection.class : DataSource.class).getMethods()) {
      if (method.getName().equals(name) && method.getParameterCount() == count) {
        try {
          return method.invoke(target, arguments);
        } catch (java.lang.reflect.InvocationTargetException e) {
          throw e.getCause();
        }
      }
    }
    throw new AssertionError(name);
  }

  @Test
  void restoreOfADump_isSeen_andNeverByHalf() throws Exception {
    PGSimpleDataSource source = Databases.postgres();
    Set<FlagSet> seen = ConcurrentHashMap.newKeySet();
    try (JdbcFlagStore store =
        JdbcFlagStore.builder(source)
            .createTables(true)
            .refresh(Duration.ofMillis(5))
            .listen(source)
            .build()) {
      store.putSegment("team", dev.jackstaff.model.Condition.always(), null, ANN);
      store.put(Flag.percentage("a", 5), null, ANN);
      store.put(Flag.on("b"), null, ANN);
      FlagSet dumped = store.flags();
      Map<String, String> dump = dump(source);
      store.put(Flag.on("c"), null, ANN);
      store.setRollout("a", 50, ANN);
      FlagSet before = store.flags();
      store.watch(seen::add);
      restore(source, dump);
      Await.until("the restored flags", () -> seen.contains(dumped));
      assertEquals(Set.of(dumped), seen);
      Databases.run(source, "INSERT INTO feature_flags (name) VALUES ('d')");
      Await.until("the next change", () -> store.flags().find("d").isPresent());
      assertTrue(before.find("c").isPresent());
    }
  }

  /** In the order in which pg_dump writes data: by name. */
  private static final List<String> TABLES =
      List.of(
          "feature_flag_history",
          "feature_flag_segments",
          "feature_flags",
          "feature_flags_version");

  private static Map<String, String> dump(DataSource source) throws SQLException, IOException {
    Map<String, String> dump = new LinkedHashMap<>();
    try (Connection connection = source.getConnection()) {
      for (String table : TABLES) {
        StringWriter data = new StringWriter();
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("COPY " + table + " TO STDOUT", data);
        dump.put(table, data.toString());
      }
    }
    return dump;
  }

  /** Runs the file that pg_dump --clean has written as psql does: each statement on its own. */
  private static void restore(DataSource source, Map<String, String> dump) throws Exception {
    String schema =
        new String(
            DurabilityIT.class
                .getResourceAsStream("/dev/jackstaff/schema/postgresql.sql")
                .readAllBytes(),
            java.nio.charset.StandardCharsets.UTF_8);
    int triggers = schema.indexOf("-- Before and not after");
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TRIGGER feature_flags_notify ON feature_flags");
      statement.execute("DROP TRIGGER feature_flags_notify ON feature_flag_segments");
      for (int i = TABLES.size() - 1; i >= 0; i--) {
        statement.execute("DROP TABLE " + TABLES.get(i));
        breathe(connection);
      }
      statement.execute(schema.substring(0, triggers).replaceAll("INSERT INTO[^;]*;", ""));
      for (String table : TABLES) {
        breathe(connection);
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY " + table + " FROM STDIN", new StringReader(dump.get(table)));
      }
      breathe(connection);
      statement.execute(schema.substring(triggers));
    }
  }

  /** Long enough for the store to look. */
  private static void breathe(Connection connection) throws SQLException {
    try (PreparedStatement sleep = connection.prepareStatement("SELECT pg_sleep(0.05)")) {
      sleep.execute();
    }
  }
}
