package dev.jackstaff.tools.original;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The definitions of another system.
 *
 * @param files the files; none if they are in a database
 * @param url the URL of the database, or null
 */
public record OriginalInput(List<Path> files, @Nullable String url) {
  /** Returns the database as a source that opens a connection at each call. */
  DataSource database() {
    return (DataSource)
        Proxy.newProxyInstance(
            OriginalInput.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getConnection") && method.getParameterCount() == 0) {
                return DriverManager.getConnection(url);
              }
              throw new UnsupportedOperationException(method.toString());
            });
  }
}
