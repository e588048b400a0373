package dev.jackstaff.tools.refs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The location of a class's bytes.
 *
 * @param path the class file
 * @param jar the open jar that has it, or null if it is a file of its own
 * @param entry its name in the jar
 */
record ClassLocation(Path path, @Nullable ZipFile jar, String entry) {

  byte[] read() {
    try {
      if (jar == null) {
        return Files.readAllBytes(path);
      }
      ZipEntry found = jar.getEntry(entry);
      if (found == null) {
        throw new IOException(path + " has no " + entry);
      }
      try (InputStream in = jar.getInputStream(found)) {
        return in.readAllBytes();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
