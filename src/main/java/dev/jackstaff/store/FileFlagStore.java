package dev.jackstaff.store;

import dev.jackstaff.internal.Daemons;
import dev.jackstaff.internal.OneLine;
import dev.jackstaff.internal.Params;
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
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store of flags in a JSON file that is watched. A change is taken within a second, whether the
 * file was written in place, moved there, or a symbolic link was changed. If the file cannot be
 * taken, the last good set stays in force, and {@link #status} gives the reason. Thread-safe.
 *
 * <p>Writing goes through a temporary file and an atomic move, and keeps the other definitions as
 * they are written. Several stores may read one file; while one writes, others wait for it. Several
 * nodes that write should use a database. A file that cannot be written can still be read.
 *
 * <p>An invalid file can still stop a flag: one that it kills, sets to 0 % or turns off for
 * everybody is stopped, as far as this can be read. An act of safety that cannot be written is in
 * force here at once. Until it can be written, it is kept in the file {@code .NAME.unwritten}
 * beside the flag file, so that it outlives the process.
 *
 * <p>A file system that does not answer delays no caller for longer than 5 s.
 */
public final class FileFlagStore extends LocalFlagStore {
  /** The default interval at which the file is checked. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofMillis(500);

  private static final Logger LOG = System.getLogger(FileFlagStore.class.getName());

  private final WatchedFile file;
  private final ActsFile actsFile;
  private final BiFunction<byte[], String, FlagSet> reader;
  private final Daemons threads;
  private final FileWork work;
  private final ExecutorService watching;
  private volatile StoreStatus status;
  private volatile boolean closed;

  /** The reason why the content that was read last could not be taken; null if it could. */
  private volatile @Nullable String fault;

  FileFlagStore(
      Path path,
      Duration interval,
      InstantSource clock,
      BiFunction<byte[], String, FlagSet> reader) {
    super(clock);
    this.file = new WatchedFile(path, clock);
    this.actsFile = new ActsFile(path);
    this.reader = reader;
    this.threads = new Daemons("jackstaff-file-" + path.getFileName());
    this.work = new FileWork(file.name(), threads.scheduler());
    this.watching = threads.pool();
    this.status = StoreStatus.ready(clock.instant());
    try {
      work.run(this::initialSet);
    } catch (RuntimeException | Error e) {
      threads.close();
      throw e;
    }
    long nanos = interval.toNanos();
    var unused =
        threads.scheduler().scheduleWithFixedDelay(this::poll, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * {@return a store that follows a file, checking it twice a second}
   *
   * @param path the file
   * @throws StoreException if the file cannot be read
   * @throws InvalidFlagsException if the file is invalid; with all problems
   */
  public static FileFlagStore watching(Path path) {
    return watching(path, DEFAULT_INTERVAL, InstantSource.system());
  }

  /**
   * {@return a store that follows a file, checking it twice a second; the file is created if it is
   * missing}
   *
   * @param path the file, in a directory that exists
   * @param initial the content of a missing file; an existing one stays as it is
   * @throws StoreException if the file can be neither read nor created
   * @throws InvalidFlagsException if the file is invalid; with all problems
   */
  public static FileFlagStore watching(Path path, FlagSet initial) {
    create(path, initial);
    return watching(path);
  }

  private static void create(Path path, FlagSet initial) {
    try {
      Files.write(path, FlagDocument.write(initial), StandardOpenOption.CREATE_NEW);
      LOG.log(
          Level.INFO,
          OneLine.of(path.toString()) + " was missing: created with " + initial.size() + " flags");
    } catch (FileAlreadyExistsException e) {
      // The flags of the existing file take precedence.
    } catch (IOException e) {
      throw new StoreException(path + " is missing, and cannot be created: " + e, e);
    }
  }

  /**
   * {@return a store that follows a file}
   *
   * @param path the file
   * @param interval the interval at which the file is checked; over 0
   * @param clock the clock
   * @throws StoreException if the file cannot be read
   * @throws InvalidFlagsException if the file is invalid; with all problems
   */
  public static FileFlagStore watching(Path path, Duration interval, InstantSource clock) {
    Params.positive(interval, "interval");
    return new FileFlagStore(path, interval, clock, FlagDocument::read);
  }

  /**
   * {@return the flags of a resource that does not change, such as one inside a jar}
   *
   * @param resource the address of the resource
   * @throws StoreException if it cannot be read
   * @throws InvalidFlagsException if it is invalid; with all problems
   */
  public static FlagSet read(URL resource) {
    String path = resource.getPath();
    try (InputStream in = resource.openStream()) {
      return FlagDocument.read(in.readAllBytes(), path.substring(path.lastIndexOf('/') + 1));
    } catch (IOException e) {
      throw new StoreException(resource + " cannot be read", e);
    }
  }

  private FlagSet initialSet() {
    try {
      WatchedFile.Content content = file.read();
      FlagSet set = reader.apply(content.bytes(), file.name());
      change(none -> actsFile.read());
      serve(set);
      file.remember(content);
      return set;
    } catch (IOException e) {
      throw new StoreException(unreadable(e) + " (" + file.absolute() + ")", e);
    }
  }

  /**
   * Checks the file. Watchers other than engines are called on other threads, since some may not
   * return.
   */
  private void poll() {
    try {
      work.run(this::look);
    } catch (StoreException e) {
      if (!closed) {
        stale(String.valueOf(e.getMessage()));
      }
    } catch (RuntimeException | Error e) {
      stale(file.name() + " cannot be used: " + e);
    }
    try {
      deliver(watching);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "a watcher of flags failed", e);
    }
  }

  private boolean look() {
    try {
      WatchedFile.Content changed = file.changed();
      if (changed != null) {
        take(changed);
      }
      String reason = fault;
      if (reason != null) {
        stale(reason);
        actsFile.save(acts());
      } else {
        ready();
        writeActsIfAny();
      }
    } catch (IOException e) {
      stale(unreadable(e));
    }
    return true;
  }

  /**
   * Takes a content. Exceptions other than those of an invalid content have nothing to do with the
   * content, which is tried again at the next check.
   */
  private void take(WatchedFile.Content content) {
    try {
      serve(reader.apply(content.bytes(), file.name()));
      fault = null;
    } catch (InvalidFlagsException e) {
      stop(set -> FlagEdits.stopped(set, content.bytes(), e));
      fault = String.valueOf(e.getMessage());
    }
    file.remember(content);
  }

  private void writeActsIfAny() {
    if (!acts().isEmpty()) {
      try {
        writeActs();
      } catch (StoreException | InvalidFlagsException e) {
        String reason = reason(e);
        change(waiting -> waiting.because(reason));
      }
    }
    actsFile.save(acts());
  }

  @Override
  void unwritten(UnwrittenActs waiting) {
    LOG.log(
        Level.ERROR,
        "in force in this process only until a retry has written it: "
            + OneLine.each(waiting.lines().toString()));
    try {
      work.run(
          () -> {
            actsFile.save(acts());
            return waiting;
          });
    } catch (StoreException e) {
      actsFile.notSaved(e);
    }
  }

  private void ready() {
    if (status.state() == StoreStatus.State.STALE) {
      status = StoreStatus.ready(clock().instant());
      LOG.log(Level.INFO, OneLine.of(file.name()) + " is valid again");
    }
  }

  private void stale(String reason) {
    StoreStatus before = status;
    if (!reason.equals(before.reason())) {
      boolean first = before.state() == StoreStatus.State.READY;
      status = StoreStatus.stale(first ? clock().instant() : before.since(), reason);
      LOG.log(Level.ERROR, "the last good flags stay in force: " + OneLine.each(reason));
    }
  }

  private String unreadable(IOException e) {
    return e instanceof NoSuchFileException
        ? file.name() + ": there is no such file"
        : file.name() + ": cannot be read: " + e;
  }

  @Override
  <T> T exclusively(Supplier<T> task) {
    return work.run(task);
  }

  @Override
  FlagSet origin() {
    try {
      return reader.apply(file.read().bytes(), file.name());
    } catch (IOException e) {
      throw new StoreException(unreadable(e), e);
    }
  }

  @Override
  void write(FlagSet before, FlagSet after) {
    try {
      WriteLock lock = file.lock();
      try {
        replace(before, after);
      } finally {
        lock.close();
      }
    } catch (IOException | UncheckedIOException e) {
      throw new StoreException(
          file.name()
              + " cannot be written: "
              + e
              + "; the file and its directory must be writable",
          e);
    }
  }

  private void replace(FlagSet before, FlagSet after) throws IOException {
    byte[] document = file.read().bytes();
    if (!reader.apply(document, file.name()).equals(before)) {
      throw new OriginChanged(file.name());
    }
    file.write(new SetDifference(before, after).edit(document));
    fault = null;
    status = StoreStatus.ready(clock().instant());
  }

  @Override
  public StoreStatus status() {
    Map<String, String> lines = acts().lines();
    if (actsFile.hasUnsavedActs()) {
      lines.replaceAll((flag, line) -> line + "; a restart would lose it");
    }
    String damage = actsFile.damage();
    StoreStatus now = status;
    return new StoreStatus(
        now.state(),
        now.since(),
        now.reason(),
        damage == null ? now.faults() : List.of(damage),
        lines);
  }

  /**
   * Tries once more to write the unwritten acts of safety, and ends the store's threads; waits for
   * a few seconds at most. May be called twice. The last set stays readable, and writes are
   * refused.
   */
  @Override
  public void close() {
    boolean first = !closed;
    closed = true;
    if (first && !acts().isEmpty()) {
      poll();
    }
    threads.close();
  }

  /** Checks the file now rather than at the next interval. */
  void pollNow() {
    poll();
  }

  @Nullable String reason() {
    return status.reason();
  }
}
