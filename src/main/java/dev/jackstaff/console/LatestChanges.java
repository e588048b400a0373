package dev.jackstaff.console;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Scope;
import dev.jackstaff.internal.Daemons;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.FlagHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The last change of each flag, from the history if there is one, else as far as this process has
 * observed it. The history is read in the background, so that a list of many flags never waits.
 * Thread-safe.
 */
final class LatestChanges implements AutoCloseable {
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

  private final ConsoleFlags flags;
  private final FeatureFlags features;
  private final Optional<FlagHistory> history;
  private final Map<String, Last> latest = new ConcurrentHashMap<>();
  private final Map<String, Instant> made = new ConcurrentHashMap<>();
  private final Daemons threads = new Daemons("jackstaff-console-history");
  private final ExecutorService reader;
  private final Scope watch;

  /** The last change of a flag. The author is null if only the change was observed. */
  record Last(Instant at, @Nullable String by, @Nullable String why) {}

  LatestChanges(ConsoleFlags flags, Optional<FlagHistory> history) {
    this.flags = flags;
    this.features = flags.features();
    this.history = history;
    this.reader = threads.scheduler();
    this.watch = features.watch(this::changed);
    if (history.isPresent()) {
      read(Set.copyOf(features.names()));
    }
  }

  @Nullable Last latest(String flag) {
    return latest.get(flag);
  }

  /** Waits until the pending reads are done, for a few seconds at most. */
  void settle() {
    try {
      reader.submit(() -> {}).get(READ_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
      features.integration().report("reading the history of flags", e);
    }
  }

  /** Returns the time of the oldest known change of each flag. */
  Map<String, Instant> made() {
    return made;
  }

  private void changed(Set<String> names) {
    if (history.isPresent()) {
      read(names);
      return;
    }
    Instant now = flags.now();
    for (String name : names) {
      latest.put(name, new Last(now, null, null));
    }
    latest.keySet().retainAll(features.names());
  }

  private void read(Set<String> names) {
    try {
      reader.execute(() -> history.ifPresent(known -> read(known, names)));
    } catch (RejectedExecutionException closed) {
      // The console is closed, so the changes are no longer needed.
      latest.clear();
    }
  }

  /** Reads what is known of some flags, by one query. */
  private void read(FlagHistory known, Set<String> names) {
    try {
      Map<String, FlagHistory.Summary> summaries = known.summaries(names);
      FlagSet definitions = features.definitions();
      for (String name : names) {
        FlagHistory.Summary summary = summaries.get(name);
        if (summary == null || definitions.find(name).isEmpty()) {
          latest.remove(name);
          made.remove(name);
        } else {
          latest.put(name, new Last(summary.at(), summary.by(), summary.why()));
          made.put(name, summary.made());
        }
      }
    } catch (RuntimeException | Error e) {
      features.integration().report("reading the history of flags", e);
    }
  }

  @Override
  public void close() {
    watch.close();
    threads.close();
  }
}
