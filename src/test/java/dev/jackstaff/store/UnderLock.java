package dev.jackstaff.store;

import com.sun.management.ThreadMXBean;
import dev.jackstaff.Figures;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;

/**
 * The work of one thread between acquiring the lock of all writers and the commit: statements,
 * characters sent and received, bytes allocated.
 */
final class UnderLock {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int MAX_STATEMENTS = 4;

  /** Text is sent twice, for the row and for the history. */
  private static final int MAX_SENT = 3;

  /** Encoding what is sent; parsing or rendering it even once takes far more. */
  private static final int MAX_ALLOCATED = 5;

  private static final int MAX_RECEIVED = 100_000;

  private final Thread writer = Thread.currentThread();
  private String state = "";
  private CountDownLatch answered = new CountDownLatch(1);
  private boolean locked;
  private long before;
  private long allocated;
  private long since;
  private long nanos;
  private long sent;
  private long received;
  private int statements;

  /** A source that says, in any thread, when the server has answered with an SQL state. */
  DataSource telling(DataSource source, String state, CountDownLatch answered) {
    this.state = state;
    this.answered = answered;
    return watched(source);
  }

  /** A source whose connections are watched. */
  DataSource watched(DataSource source) {
    return proxy(DataSource.class, source, "");
  }

  /**
   * Runs a write, prints what it did, and adds what was too much of a text of some length.
   *
   * @param texts how often the text may be received
   */
  void measure(Runnable write, String name, long length, int texts, List<String> tooMuch) {
    allocated = 0;
    sent = 0;
    received = 0;
    statements = 0;
    nanos = 0;
    long start = System.nanoTime();
    write.run();
    String did =
        String.format(
            "%s under the lock: %d statements, %.1f texts sent, %.1f received, %.1f allocated;"
                + " %.2f s of %.2f s",
            name,
            statements,
            (double) sent / length,
            (double) received / length,
            (double) allocated / length,
            nanos / 1e9,
            (System.nanoTime() - start) / 1e9);
    Figures.record("%s", did);
    boolean bounded =
        statements <= MAX_STATEMENTS
            && sent <= MAX_SENT * length
            && received <= MAX_RECEIVED + texts * length
            && allocated <= MAX_ALLOCATED * length;
    if (!bounded || statements == 0) {
      tooMuch.add(did);
    }
  }

  private <T> T proxy(Class<T> type, Object target, String text) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              String name = method.getName();
              // The store's own threads look when they like.
              boolean own = Thread.currentThread().equals(writer);
              if (own) {
                calling(name, arguments);
              }
              Object result;
              try {
                result = method.invoke(target, arguments);
              } catch (InvocationTargetException e) {
                if (e.getCause() instanceof SQLException sql && state.equals(sql.getSQLState())) {
                  answered.countDown();
                }
                throw e.getCause();
              }
              if (own) {
                called(name, text, result);
              }
              return wrapped(result, arguments);
            }));
  }

  private Object wrapped(Object result, Object[] arguments) {
    if (result instanceof Connection) {
      return proxy(Connection.class, result, "");
    }
    if (result instanceof PreparedStatement) {
      return proxy(PreparedStatement.class, result, String.valueOf(arguments[0]));
    }
    return result instanceof ResultSet ? proxy(ResultSet.class, result, "") : result;
  }

  private void calling(String name, Object[] arguments) {
    if (locked && name.equals("setObject") && arguments[1] instanceof String text) {
      sent += text.length();
    } else if (locked && name.equals("execute")) {
      statements++;
    } else if (locked && (name.equals("commit") || name.equals("rollback"))) {
      allocated += THREADS.getThreadAllocatedBytes(writer.getId()) - before;
      nanos += System.nanoTime() - since;
      locked = false;
    }
  }

  private void called(String name, String text, Object result) {
    if (name.equals("execute") && isLock(text)) {
      locked = true;
      since = System.nanoTime();
      before = THREADS.getThreadAllocatedBytes(writer.getId());
    } else if (locked && name.equals("getString") && result instanceof String string) {
      received += string.length();
    }
  }

  private static boolean isLock(String text) {
    return text.contains("_version") && text.endsWith("FOR UPDATE");
  }
}
