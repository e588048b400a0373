package dev.jackstaff.store;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.io.TempDir;

final class StopsInForceOnSqliteIT extends StopsInForceContract {
  @TempDir Path folder;

  @Override
  DataSource database() {
    return Databases.sqlite(folder);
  }

  @Override
  String json(String text) {
    // A text that is cut off, as it is: the column holds any text.
    String raw = text.startsWith("\"{") ? text.substring(1, text.length() - 1) : text;
    return "'" + raw.replace("\\\"", "\"") + "'";
  }
}
