package dev.jackstaff.internal.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A connection that returns to its source when its user closes it, and then refuses everything. A
 * connection whose transaction was rolled back is not sound: after a failover, the server at its
 * other end may have become a replica. Thread-safe as far as the connection is.
 */
final class LentConnection implements InvocationHandler {
  private final Connection real;
  private final Return source;
  private final AtomicBoolean returned = new AtomicBoolean();
  private volatile boolean sound = true;

  /** Takes connections back. */
  interface Return {
    /**
     * Takes the connection back.
     *
     * @param sound whether it may be used again
     * @throws SQLException if it fails
     */
    void giveBack(boolean sound) throws SQLException;
  }

  private LentConnection(Connection real, Return source) {
    this.real = real;
    this.source = source;
  }

  /** Returns a connection that is given back to the source. */
  static Connection of(Connection real, Return source) {
    return (Connection)
        Proxy.newProxyInstance(
            LentConnection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new LentConnection(real, source));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] values)
      throws Throwable {
    return switch (method.getName()) {
      case "close" -> close();
      case "isClosed" -> returned.get() || real.isClosed();
      case "abort" -> abort(method, values);
      case "equals" -> values != null && proxy == values[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> call(method, values);
    };
  }

  private @Nullable Object close() throws SQLException {
    if (returned.compareAndSet(false, true)) {
      source.giveBack(sound);
    }
    return null;
  }

  /** Aborts the connection; some drivers leave it open. */
  private @Nullable Object abort(Method method, @Nullable Object @Nullable [] values)
      throws Throwable {
    sound = false;
    return call(method, values);
  }

  private @Nullable Object call(Method method, @Nullable Object @Nullable [] values)
      throws Throwable {
    if (returned.get()) {
      throw new SQLException("the connection was given back", "08003");
    }
    sound = sound && (values != null || !method.getName().equals("rollback"));
    try {
      return method.invoke(real, values);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
