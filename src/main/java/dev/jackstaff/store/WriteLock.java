package dev.jackstaff.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A lock on a file that is about to be read, edited and replaced, against other stores in this
 * process and others. It is a lock on an empty file beside the other one. That file is never
 * deleted, since a lock on a deleted file excludes no other writer. Only one store of a process at
 * a time opens it, since a process that closes a file loses all its locks on it.
 */
final class WriteLock implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(4);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /**
   * The stores of this process by lock file; an entry exists while a store holds or awaits the
   * lock.
   */
  private static final Map<Path, Turn> TURNS = new ConcurrentHashMap<>();

  private final Path path;
  private final Turn turn;
  private final FileChannel channel;

  private WriteLock(Path path, Turn turn, FileChannel channel) {
    this.path = path;
    this.turn = turn;
    this.channel = channel;
  }

  /** A permit to open one lock file. Only {@link #TURNS} changes the number of its users. */
  private static final class Turn {
    private final Semaphore permit = new Semaphore(1);
    private int users;
  }

  /**
   * Waits for the lock; throws if another writer holds it for longer than a write takes.
   *
   * @param target the file, by its real path
   */
  static WriteLock of(Path target) throws IOException {
    Path path = target.resolveSibling("." + target.getFileName() + ".lock");
    long end = System.nanoTime() + TIMEOUT.toNanos();
    Turn turn = enter(path);
    boolean permitted = false;
    boolean locked = false;
    try {
      permitted = permitted(turn, end);
      FileChannel channel = permitted ? locked(path, end) : null;
      if (channel == null) {
        throw new IOException("another process is writing it; " + path + " is locked");
      }
      locked = true;
      return new WriteLock(path, turn, channel);
    } finally {
      if (!locked) {
        leave(path, turn, permitted);
      }
    }
  }

  private static Turn enter(Path path) {
    return TURNS.compute(
        path,
        (key, known) -> {
          Turn turn = known == null ? new Turn() : known;
          turn.users++;
          return turn;
        });
  }

  private static void leave(Path path, Turn turn, boolean permitted) {
    if (permitted) {
      turn.permit.release();
    }
    TURNS.computeIfPresent(path, (key, known) -> --known.users == 0 ? null : known);
  }

  private static boolean permitted(Turn turn, long end) throws IOException {
    try {
      return turn.permit.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while another process was writing it", e);
    }
  }

  /** Returns the open, locked file, or null if the time has run out. */
  private static @Nullable FileChannel locked(Path path, long end) throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean mine = false;
    try {
      mine = isLocked(channel);
      while (!mine && System.nanoTime() - end < 0) {
        LockSupport.parkNanos(PAUSE_NANOS);
        mine = isLocked(channel);
      }
      return mine ? channel : null;
    } finally {
      if (!mine) {
        channel.close();
      }
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException held) {
      // The lock is held by the same class of another application in this process.
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      leave(path, turn, true);
    }
  }
}
