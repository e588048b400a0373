package dev.jackstaff.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class FileFlagStoreContractTest extends WritableFlagStoreContract {
  @TempDir private Path directory;

  private FileFlagStore store;
  private String good;

  @Override
  WritableFlagStore open(InstantSource clock) throws IOException {
    Files.writeString(file(), "{}");
    store = FileFlagStore.watching(file(), Duration.ofDays(1), clock);
    return store;
  }

  private Path file() {
    return directory.resolve("flags.json");
  }

  @Override
  boolean breakOrigin() throws IOException {
    good = Files.readString(file());
    Files.writeString(file(), "{\"half\": ");
    return true;
  }

  @Override
  void mendOrigin() throws IOException {
    Files.writeString(file(), good);
  }

  @Override
  void look() {
    store.pollNow();
  }
}
