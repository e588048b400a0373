package dev.jackstaff.store;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The single thread that accesses a file, since a file system may hang and cannot be interrupted. A
 * caller waits for a bounded time. Thread-safe.
 */
final class FileWork {
  /** The longest time to wait for the file system. */
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final String name;
  private final ExecutorService thread;

  FileWork(String name, ExecutorService thread) {
    this.name = name;
    this.thread = thread;
  }

  /**
   * Runs a piece of work after those that were submitted before. Throws the exception of the work,
   * and a {@code StoreException} if it does not end in time.
   */
  <T> T run(Supplier<T> work) {
    Future<T> future;
    try {
      future = thread.submit(work::get);
    } catch (RejectedExecutionException e) {
      throw new StoreException(name + ": this store is closed", e);
    }
    try {
      return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      future.cancel(false);
      throw new StoreException(
          name + ": the file system has not answered for " + TIMEOUT.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      future.cancel(false);
      Thread.currentThread().interrupt();
      throw new StoreException(
          name + ": interrupted while it was read or written; read it again to see which", e);
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    }
  }

  private static RuntimeException thrown(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
  }
}
