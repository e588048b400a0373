package dev.jackstaff.experiment;

import dev.jackstaff.store.Databases;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

final class ResultsOnSqliteIT extends ResultsContract {
  @TempDir Path directory;

  @Override
  DataSource source() {
    return Databases.sqlite(directory);
  }

  @Override
  @Nullable String schema() {
    return null;
  }
}
