package dev.jackstaff.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Replaces files atomically: no reader ever sees a partial file, and a power failure leaves either
 * the old file or the new one. The content is written to a temporary file beside the target, forced
 * to the disk and moved, and the directory is forced as well.
 */
final class AtomicFile {
  private static final String SUFFIX = ".tmp";

  /**
   * The age above which a temporary file was left by a process that died; no write takes so long.
   */
  private static final Duration ABANDONED_AGE = Duration.ofMinutes(5);

  private AtomicFile() {}

  /** Replaces a file; the new one has the same readers as the old one. */
  static void replace(Path target, byte[] content) throws IOException {
    Path directory = Objects.requireNonNull(target.toAbsolutePath().getParent());
    Path temporary = Files.createTempFile(directory, prefix(target), SUFFIX);
    try {
      permit(temporary, target);
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    force(directory);
  }

  private static String prefix(Path target) {
    return "." + target.getFileName();
  }

  private static void permit(Path temporary, Path target) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
    if (view != null && Files.exists(target)) {
      view.setPermissions(Files.getPosixFilePermissions(target));
    }
  }

  /** Forces a move or a deletion to the disk; not every system supports it. */
  private static void force(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      return;
    }
  }

  static void delete(Path target) throws IOException {
    if (Files.deleteIfExists(target)) {
      force(Objects.requireNonNull(target.toAbsolutePath().getParent()));
    }
  }

  /** Deletes the temporary files of processes that died while they were writing this file. */
  static void tidy(Path target, Instant now) {
    Path directory = target.toAbsolutePath().getParent();
    if (directory == null) {
      return;
    }
    try (DirectoryStream<Path> left =
        Files.newDirectoryStream(directory, path -> isTemporary(path, target))) {
      for (Path path : left) {
        if (Files.getLastModifiedTime(path).toInstant().isBefore(now.minus(ABANDONED_AGE))) {
          Files.deleteIfExists(path);
        }
      }
    } catch (IOException e) {
      return;
    }
  }

  /**
   * Returns whether a file has a name as {@code createTempFile} makes it: digits between the prefix
   * and the suffix.
   */
  private static boolean isTemporary(Path path, Path target) {
    String name = path.getFileName().toString();
    String prefix = prefix(target);
    return name.length() > prefix.length() + SUFFIX.length()
        && name.startsWith(prefix)
        && name.endsWith(SUFFIX)
        && name.substring(prefix.length(), name.length() - SUFFIX.length())
            .chars()
            .allMatch(Character::isDigit);
  }
}
