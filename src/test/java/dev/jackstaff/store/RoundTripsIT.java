package dev.jackstaff.store;

import static dev.jackstaff.store.WritableFlagStoreContract.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Figures;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/**
 * The number of times that a write waits for the server, which is its cost if the server is far
 * away.
 */
final class RoundTripsIT {
  private static final int MOST = 6;
  private static final int MANY = 1000;

  /** The methods that send something: each call is one round trip. */
  private static final Set<String> SENDING =
      Set.of(
          "execute",
          "executeQuery",
          "executeUpdate",
          "executeLargeUpdate",
          "executeBatch",
          "commit",
          "rollback",
          "setSavepoint",
          "releaseSavepoint",
          "setTransactionIsolation",
          "getTransactionIsolation",
          "getTables",
          "getColumns",
          "isValid");

  private final Thread writer = Thread.currentThread();
  private final List<String> sent = Collections.synchronizedList(new ArrayList<>());

  @Test
  void write_ofOneDefinition_takesSixRoundTripsAtMost() {
    DataSource source = Databases.postgres();
    try (JdbcFlagStore other = JdbcFlagStore.builder(source).createTables(true).build();
        JdbcFlagStore store =
            JdbcFlagStore.builder(counting(source))
                .refresh(Duration.ofDays(1))
                .retention(Duration.ofDays(90))
                .retention(100)
                .build()) {
      Map<String, Runnable> writes = new LinkedHashMap<>();
      writes.put("create", () -> store.put(Flag.percentage("a", 5), null, ANN));
      writes.put("replace", () -> store.put(Flag.percentage("a", 6), revision(store), ANN));
      writes.put("kill", () -> store.kill("a", ANN));
      writes.put("lift", () -> store.lift("a", ANN));
      writes.put("setRollout", () -> store.setRollout("a", 7, ANN));
      writes.put("segment", () -> store.putSegment("s", Condition.is("x", "y"), null, ANN));
      writes.put("remove", () -> store.remove("a", revision(store), false, ANN));
      writes.forEach((name, write) -> counted(name, write));
      // What another node has written is read first.
      other.put(Flag.on("b"), null, ANN);
      counted("create behind", () -> store.put(Flag.percentage("c", 5), null, ANN));
      other.kill("b", ANN);
      counted("lift behind", () -> store.lift("b", ANN));
    }
  }

  /** Two statements for each flag, the row and its history, in one transaction. */
  @Test
  void import_ofManyFlags_isOneTransaction() {
    DataSource source = counting(Databases.postgres());
    try (JdbcFlagStore store =
        JdbcFlagStore.builder(source).createTables(true).refresh(Duration.ofDays(1)).build()) {
      List<Flag> flags = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        flags.add(Flag.percentage("flag_" + i, i % 100));
      }
      sent.clear();
      long begun = System.nanoTime();
      store.replace(FlagSet.empty(), FlagSet.of(flags), ANN);
      long millis = (System.nanoTime() - begun) / 1_000_000;
      Figures.record("%s", MANY + " flags: " + sent.size() + " round trips, " + millis + " ms");
      assertEquals(MANY, store.flags().size());
      assertTrue(sent.size() <= 2 * MANY + MOST, sent.size() + " round trips");
      assertEquals(1, Collections.frequency(sent, "commit"));
    }
  }

  private String found = "";

  private String revision(JdbcFlagStore store) {
    int before = sent.size();
    found = store.find("a").orElseThrow().revision();
    sent.subList(before, sent.size()).clear();
    return found;
  }

  private void counted(String name, Runnable write) {
    sent.clear();
    write.run();
    Figures.record("%s", name + ": " + sent.size() + " round trips " + sent);
    assertTrue(sent.size() <= MOST, name + ": " + sent);
    assertEquals("commit", sent.get(sent.size() - 1));
  }

  private DataSource counting(DataSource source) {
    return proxy(DataSource.class, source);
  }

  private <T> T proxy(Class<T> type, Object target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              // The store's own thread looks when it likes.
              if (SENDING.contains(method.getName()) && Thread.currentThread().equals(writer)) {
                sent.add(method.getName());
              }
              try {
                return wrapped(method.invoke(target, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private Object wrapped(Object result) {
    if (result instanceof Connection) {
      return proxy(Connection.class, result);
    }
    if (result instanceof PreparedStatement) {
      return proxy(PreparedStatement.class, result);
    }
    return result instanceof Statement ? proxy(Statement.class, result) : result;
  }
}
