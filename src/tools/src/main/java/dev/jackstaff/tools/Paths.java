package dev.jackstaff.tools;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files and directories that a command is given. */
final class Paths {
  private Paths() {}

  /** Refuses the first path that does not exist. */
  static void mustExist(List<Path> paths) {
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new CommandException(path + ": there is no such file or directory");
      }
    }
  }
}
