package dev.jackstaff.tools;

import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the flag files that a command line names. */
final class FlagFiles {
  private FlagFiles() {}

  /** Returns the bytes of a file. */
  static byte[] bytes(Path file) {
    Paths.mustExist(List.of(file));
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CommandException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Returns the flags of a valid file. */
  static FlagSet read(Path file) {
    try {
      return FlagDocument.read(bytes(file), file.toString());
    } catch (InvalidFlagsException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
  }
}
