package dev.jackstaff.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class FileFlagStoreContractTest extends WritableFlagStoreContract {
  @TempDir private Path directory;

  @Override
  WritableFlagStore open(InstantSource clock) throws IOException {
    Path file = Files.writeString(directory.resolve("flags.json"), "{}");
    return FileFlagStore.watching(file, FileFlagStore.DEFAULT_INTERVAL, clock);
  }
}
