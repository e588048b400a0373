package dev.jackstaff.store;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

final class SharedTableOnSqliteIT extends SharedTableContract {
  @TempDir Path directory;

  @Override
  DataSource database() {
    return Databases.sqlite(directory);
  }

  @Override
  String json(String text) {
    return "'" + text + "'";
  }

  @Override
  @Nullable String schema() {
    return null;
  }
}
