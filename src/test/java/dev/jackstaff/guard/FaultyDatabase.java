package dev.jackstaff.guard;

import dev.jackstaff.internal.jdbc.Dialect;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database that can be away, lose the answers to commits, and have its clock set. Thread-safe.
 */
final class FaultyDatabase {
  /** The names of tables have a schema in H2. */
  private static final Pattern KILL =
      Pattern.compile("(?i)UPDATE [\\w.\"`]*feature_flags[\"`]? SET");

  private static final String SQLITE_NOW = Dialect.SQLITE.text("CURRENT_TIMESTAMP");

  private final DataSource real;
  private volatile boolean away;
  private volatile Duration clock = Duration.ZERO;
  private volatile @Nullable Runnable beforeKill;
  private final AtomicInteger lostAnswers = new AtomicInteger();
  private final AtomicInteger lostCommits = new AtomicInteger();

  FaultyDatabase(DataSource real) {
    this.real = real;
  }

  /** Sets whether it refuses connections. */
  void away(boolean is) {
    away = is;
  }

  /** Sets the clock that statements see forward, or back. */
  void clock(Duration difference) {
    clock = difference;
  }

  /** Sets what happens once, before the next statement that changes a flag. */
  void beforeKill(@Nullable Runnable task) {
    beforeKill = task;
  }

  /** Loses the answers to the next commits, which succeed. */
  void loseAnswers(int count) {
    lostAnswers.set(count);
  }

  /** Loses the next commits, which fail. */
  void loseCommits(int count) {
    lostCommits.set(count);
  }

  /** Returns whether all answers and commits that were to be lost are. */
  boolean hasLostAll() {
    return lostAnswers.get() <= 0 && lostCommits.get() <= 0;
  }

  DataSource source() {
    return proxy(DataSource.class, real);
  }

  private <T> T proxy(Class<T> type, Object target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> answer(target, method, arguments)));
  }

  private @Nullable Object answer(Object target, Method method, @Nullable Object[] arguments)
      throws Throwable {
    if (away && target instanceof DataSource) {
      throw new SQLException("the database is away", "08001");
    }
    boolean commits =
        method.getName().equals("commit")
            || (target instanceof Statement && arguments != null && "COMMIT".equals(arguments[0]));
    if (commits && lostCommits.getAndDecrement() > 0) {
      if (target instanceof Statement statement) {
        statement.execute("ROLLBACK");
      } else {
        ((Connection) target).rollback();
      }
      throw new SQLException("the connection was lost before the commit", "08006");
    }
    Object result = invoke(target, method, arguments);
    if (commits && lostAnswers.getAndDecrement() > 0) {
      throw new SQLException("the connection was lost after the commit", "08006");
    }
    return wrapped(result);
  }

  private @Nullable Object invoke(Object target, Method method, @Nullable Object[] arguments)
      throws Throwable {
    if (method.getName().equals("prepareStatement")) {
      String text = Objects.requireNonNull((String) arguments[0]);
      Runnable task = beforeKill;
      if (task != null && KILL.matcher(text).find()) {
        beforeKill = null;
        task.run();
      }
      String seconds = " + INTERVAL '" + clock.toSeconds() + "' SECOND)";
      arguments[0] =
          text.replace("CURRENT_TIMESTAMP", "(CURRENT_TIMESTAMP" + seconds)
              .replace("UTC_TIMESTAMP(6)", "(UTC_TIMESTAMP(6)" + seconds)
              .replace(SQLITE_NOW, "(" + SQLITE_NOW + " + 1000000 * " + clock.toSeconds() + ")");
    }
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private @Nullable Object wrapped(@Nullable Object result) {
    if (result instanceof PreparedStatement) {
      return result;
    }
    if (result instanceof Statement statement) {
      return proxy(Statement.class, statement);
    }
    return result instanceof Connection connection ? proxy(Connection.class, connection) : result;
  }
}
