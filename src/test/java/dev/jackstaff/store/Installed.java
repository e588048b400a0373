package dev.jackstaff.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Missing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs of the system that tests run, and that may not be there. */
final class Installed {
  private static final boolean ROOT = System.getProperty("user.name").equals("root");

  private Installed() {}

  /** Ends the test as skipped, or as failed where everything is required. */
  static IllegalStateException missing(String what) {
    return Missing.program(what);
  }

  /** A directory of this user's, or of the user postgres if this is root. */
  static Path directory(String name) throws IOException {
    Path directory = Files.createTempDirectory("jackstaff-" + name);
    if (ROOT) {
      Files.setOwner(
          directory,
          directory
              .getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByName("postgres"));
    }
    return directory;
  }

  /** A process of this user, or of the user postgres if this is root: servers refuse root. */
  static ProcessBuilder server(List<String> command) {
    List<String> whole = new ArrayList<>();
    if (ROOT) {
      whole.addAll(
          List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"));
    }
    whole.addAll(command);
    return new ProcessBuilder(whole).redirectErrorStream(true);
  }

  /** Runs a command to its end, which must be a good one. */
  static void run(ProcessBuilder command) throws IOException {
    // Not through a pipe, which a server that the command leaves behind would keep open.
    Path said = Files.createTempFile("jackstaff", ".log");
    Process process = command.redirectErrorStream(true).redirectOutput(said.toFile()).start();
    boolean ended = ends(process);
    process.destroyForcibly();
    String text = command.command() + "\n" + Files.readString(said);
    Files.delete(said);
    assertTrue(ended, text);
    assertEquals(0, process.exitValue(), text);
  }

  /** Returns whether a process ends by itself before long. */
  static boolean ends(Process process) {
    try {
      return process.waitFor(2, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
