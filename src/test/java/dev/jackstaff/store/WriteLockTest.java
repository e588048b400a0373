package dev.jackstaff.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody reads, edits and replaces a file while another does, in this process or another. */
final class WriteLockTest {
  private static final int TIMES = 200;

  @TempDir private Path directory;

  /** Adds 1 to the number in a file again and again, as a process of its own as well. */
  static final class Count {
    private Count() {}

    public static void main(String[] file) throws IOException {
      for (int i = 0; i < TIMES; i++) {
        WriteLock lock = lock(Path.of(file[0]));
        try {
          add(Path.of(file[0]));
        } finally {
          lock.close();
        }
      }
    }

    /** A busy machine may keep one waiting for longer than a write is allowed to. */
    private static WriteLock lock(Path file) throws IOException {
      IOException last = new IOException("never tried");
      for (int i = 0; i < 20; i++) {
        try {
          return WriteLock.of(file);
        } catch (IOException e) {
          last = e;
        }
      }
      throw last;
    }

    private static void add(Path file) throws IOException {
      int number = Integer.parseInt(Files.readString(file));
      Path next = Files.createTempFile(file.getParent(), "next", null);
      Files.writeString(next, String.valueOf(number + 1));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Test
  void writersOfTwoProcesses_loseNoWriteOfEachOther() throws Exception {
    Path file = Files.writeString(directory.resolve("number"), "0");
    List<Process> processes = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int i = 0; i < 2; i++) {
        processes.add(process(file));
      }
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(
            threads.submit(
                () -> {
                  Count.main(new String[] {file.toString()});
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
      for (Process process : processes) {
        assertEquals(0, process.waitFor());
      }
    } finally {
      threads.shutdownNow();
      processes.forEach(Process::destroy);
    }
    assertEquals(6 * TIMES, Integer.parseInt(Files.readString(file)));
  }

  private static Process process(Path file) throws IOException {
    return ChildJvm.of(Count.class, file.toString()).start();
  }
}
