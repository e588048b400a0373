package dev.jackstaff.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A lock on a file that is about to be read, edited and replaced, against other stores in this
 * process and others: a file beside it, which exists while somebody writes.
 */
final class WriteLock implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(4);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Path path;
  private final FileChannel channel;

  private WriteLock(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Waits for the lock; throws if somebody else has it for longer than a write takes. */
  static WriteLock of(Path target) throws IOException {
    Path path = target.resolveSibling("." + target.getFileName() + ".lock");
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (true) {
      WriteLock lock = attempt(path);
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() - end > 0) {
        throw new IOException("somebody else is writing it; " + path + " is locked");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static @Nullable WriteLock attempt(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean mine = false;
    try {
      Object key = key(path);
      FileLock lock = channel.tryLock();
      // Whoever had it deletes the file, and a lock on a deleted file keeps nobody out.
      mine = lock != null && key != null && Objects.equals(key, key(path));
      return mine ? new WriteLock(path, channel) : null;
    } catch (OverlappingFileLockException held) {
      return null;
    } finally {
      if (!mine) {
        channel.close();
      }
    }
  }

  private static @Nullable Object key(Path path) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      Object key = attributes.fileKey();
      return key == null ? path : key;
    } catch (NoSuchFileException gone) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(path);
    } finally {
      channel.close();
    }
  }
}
