package dev.jackstaff.store;

import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URL;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Flags in a JSON file that is watched: a change is taken within a second, whether it was written
 * in place, moved there, or a symbolic link was turned. A file that cannot be taken leaves the last
 * good set in force, and {@link #status} says why. Thread-safe.
 *
 * <p>Writing goes through a temporary file and an atomic move, keeps the other definitions as they
 * are written, and works for one process at a time; for several there is the database. A file that
 * cannot be written can still be read.
 */
public final class FileFlagStore extends LocalFlagStore {
  /** How often the file is looked at unless something else is said. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofMillis(500);

  private static final Logger LOG = System.getLogger(FileFlagStore.class.getName());

  private final WatchedFile file;
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService poller;
  private volatile StoreStatus status;

  private FileFlagStore(Path path, Duration interval, InstantSource clock) {
    super(clock);
    this.file = new WatchedFile(path, clock);
    publish(first());
    this.status = StoreStatus.ready(clock.instant());
    this.poller = Executors.newSingleThreadScheduledExecutor(task -> thread(task, path));
    long nanos = interval.toNanos();
    var unused = poller.scheduleWithFixedDelay(this::poll, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * {@return a store that follows a file, looking at it twice a second}
   *
   * @param path the file
   * @throws StoreException if it cannot be read
   * @throws InvalidFlagsException if it is not right, with all problems
   */
  public static FileFlagStore watching(Path path) {
    return watching(path, DEFAULT_INTERVAL, InstantSource.system());
  }

  /**
   * {@return a store that follows a file, looking at it twice a second; the file is created if it
   * is missing}
   *
   * @param path the file, in a directory that exists
   * @param initial what is written to a missing file; an existing one stays as it is
   * @throws StoreException if it can be neither read nor created
   * @throws InvalidFlagsException if it is not right, with all problems
   */
  public static FileFlagStore watching(Path path, FlagSet initial) {
    create(path, initial);
    return watching(path);
  }

  private static void create(Path path, FlagSet initial) {
    try {
      Files.write(path, FlagDocument.write(initial), StandardOpenOption.CREATE_NEW);
      LOG.log(Level.INFO, path + " was missing: created with " + initial.size() + " flags");
    } catch (FileAlreadyExistsException e) {
      // Its flags win.
    } catch (IOException e) {
      throw new StoreException(path + " is missing, and cannot be created: " + e, e);
    }
  }

  /**
   * {@return a store that follows a file}
   *
   * @param path the file
   * @param interval how often to look at it; over 0
   * @param clock tells the time
   * @throws StoreException if it cannot be read
   * @throws InvalidFlagsException if it is not right, with all problems
   */
  public static FileFlagStore watching(Path path, Duration interval, InstantSource clock) {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("interval must be over 0, was " + interval);
    }
    return new FileFlagStore(path, interval, clock);
  }

  /**
   * {@return the flags of a resource that does not change, such as one inside a jar}
   *
   * @param resource where it is
   * @throws StoreException if it cannot be read
   * @throws InvalidFlagsException if it is not right, with all problems
   */
  public static FlagSet read(URL resource) {
    String path = resource.getPath();
    try (InputStream in = resource.openStream()) {
      return FlagDocument.read(in.readAllBytes(), path.substring(path.lastIndexOf('/') + 1));
    } catch (IOException e) {
      throw new StoreException(resource + " cannot be read", e);
    }
  }

  private Thread thread(Runnable task, Path path) {
    Thread thread = new Thread(task, "jackstaff-file-" + path.getFileName());
    thread.setDaemon(true);
    threads.add(thread);
    return thread;
  }

  private FlagSet first() {
    try {
      return FlagDocument.read(file.read(), file.name());
    } catch (IOException e) {
      throw new StoreException(unreadable(e) + " (" + file.absolute() + ")", e);
    }
  }

  private void poll() {
    locked(
        () -> {
          try {
            byte[] changed = file.changed();
            if (changed != null) {
              take(changed);
            } else if (!file.isSane()) {
              return;
            }
            ready();
          } catch (IOException e) {
            stale(unreadable(e));
          } catch (InvalidFlagsException e) {
            file.distrust();
            stale(String.valueOf(e.getMessage()));
          } catch (RuntimeException | Error e) {
            file.distrust();
            stale(file.name() + " cannot be taken: " + e);
          }
        });
  }

  private void take(byte[] document) {
    FlagSet set = FlagDocument.read(document, file.name());
    if (!set.equals(flags())) {
      publish(set);
    }
  }

  private void ready() {
    if (status.state() == StoreStatus.State.STALE) {
      status = StoreStatus.ready(clock().instant());
      LOG.log(Level.INFO, file.name() + " is good again");
    }
  }

  private void stale(String reason) {
    StoreStatus before = status;
    if (!reason.equals(before.reason())) {
      boolean first = before.state() == StoreStatus.State.READY;
      status = StoreStatus.stale(first ? clock().instant() : before.since(), reason);
      LOG.log(Level.ERROR, "the last good flags stay in force: " + reason);
    }
  }

  private String unreadable(IOException e) {
    return e instanceof NoSuchFileException
        ? file.name() + ": there is no such file"
        : file.name() + ": cannot be read: " + e;
  }

  @Override
  FlagSet origin() {
    try {
      return FlagDocument.read(file.peek(), file.name());
    } catch (IOException e) {
      throw new StoreException(unreadable(e), e);
    }
  }

  @Override
  void write(FlagSet before, FlagSet after) {
    try {
      byte[] document = DocumentEdit.apply(file.peek(), before, after);
      file.write(document);
      status = StoreStatus.ready(clock().instant());
    } catch (IOException | UncheckedIOException e) {
      throw new StoreException(
          file.name()
              + " cannot be written: "
              + e
              + "; the file and its directory must be writable",
          e);
    }
  }

  @Override
  public StoreStatus status() {
    return status;
  }

  @Override
  public void close() {
    poller.shutdown();
    Threads.end(threads);
  }

  /** Looks at the file now rather than at the next interval. */
  void lookNow() {
    poll();
  }

  @Nullable String reason() {
    return status.reason();
  }
}
