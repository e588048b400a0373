package dev.jackstaff.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonLinesExposuresTest {
  private static final Instant AT = Instant.parse("2026-11-20T12:00:00Z");

  @TempDir Path directory;

  private static List<Conversion> conversions(int number) {
    return IntStream.range(0, number)
        .mapToObj(i -> new Conversion(new UUID(0, i), "e", "s", AT, OptionalDouble.empty()))
        .toList();
  }

  private static void assertWholeLines(Path file, int lines) throws IOException {
    List<String> all = Files.readAllLines(file);
    assertEquals(lines, all.size());
    all.forEach(line -> assertTrue(line.startsWith("{\"") && line.endsWith("\"}"), line));
  }

  @Test
  void lineThatAKilledProcessLeftUnfinished_spoilsNoneButItself() throws IOException {
    Path file = directory.resolve("exposures.jsonl");
    Files.writeString(file, "{\"type\":\"expo");
    JsonLinesExposures sink = new JsonLinesExposures(file);
    sink.write(List.of(), conversions(2));
    sink.write(List.of(), conversions(1));
    List<String> lines = Files.readAllLines(file);
    assertEquals("{\"type\":\"expo", lines.get(0));
    Files.write(file, lines.subList(1, lines.size()));
    assertWholeLines(file, 3);
  }

  /** A file system of 64 KiB; only root can make one. */
  @Test
  void fullDisk_takesABatchWholeOrNotAtAll_andGoesOnWhenThereIsRoom() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()) == 0);
    try {
      Path ballast = disk.resolve("ballast");
      Files.write(ballast, new byte[40 * 1024]);
      Path file = disk.resolve("exposures.jsonl");
      JsonLinesExposures sink = new JsonLinesExposures(file);
      sink.write(List.of(), conversions(50));
      assertThrows(IOException.class, () -> sink.write(List.of(), conversions(300)));
      assertWholeLines(file, 50);
      Files.delete(ballast);
      sink.write(List.of(), conversions(300));
      assertWholeLines(file, 350);
    } finally {
      run("umount", disk.toString());
    }
  }

  private static int run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    } catch (IOException e) {
      return -1;
    }
  }

  @Test
  void deviceThatIsFull_isAFault() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    JsonLinesExposures sink = new JsonLinesExposures(full);
    assertThrows(IOException.class, () -> sink.write(List.of(), conversions(1)));
  }
}
