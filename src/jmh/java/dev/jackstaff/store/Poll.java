package dev.jackstaff.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One look at a file that has not changed; in the store's own package to be able to look. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Poll {

  private Path file;
  private FileFlagStore store;

  @Setup
  public void watch() throws IOException {
    file = Files.createTempFile("flags", ".json");
    Files.writeString(file, "{\"a\": true}");
    // Settled: a file that has just been written is read again.
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    store = FileFlagStore.watching(file, Duration.ofDays(1), InstantSource.system());
  }

  @TearDown
  public void close() throws IOException {
    store.close();
    Files.delete(file);
  }

  @Benchmark
  public void look() {
    store.pollNow();
  }
}
