package dev.jackstaff.console;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Status;
import dev.jackstaff.console.RequestFailure.Category;
import dev.jackstaff.guard.GuardState;
import dev.jackstaff.guard.RolloutGuard;
import dev.jackstaff.internal.Daemons;
import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.web.RequestBody;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.FlagHistory;
import dev.jackstaff.store.FlagStore;
import dev.jackstaff.store.HistoryEntry;
import dev.jackstaff.store.StoreException;
import dev.jackstaff.store.Versioned;
import dev.jackstaff.store.WritableFlagStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The operations of the pages and the API on the flags of one {@link FeatureFlags} instance.
 * Thread-safe.
 */
final class ConsoleFlags implements AutoCloseable {
  private final FeatureFlags features;
  private final Optional<WritableFlagStore> writable;
  private final Optional<FlagHistory> history;
  private final LatestChanges changes;
  private final PageEvents events;
  private final CleanupReview review;
  private final Daemons threads = new Daemons("jackstaff-console-events");
  private final RequestBody bodies;
  private final RequestBody files;

  ConsoleFlags(FeatureFlags features, ConsoleSettings settings) {
    this.features = features;
    Optional<FlagStore> store = features.store();
    this.writable =
        store.filter(WritableFlagStore.class::isInstance).map(s -> (WritableFlagStore) s);
    this.history = store.filter(FlagHistory.class::isInstance).map(FlagHistory.class::cast);
    this.changes = new LatestChanges(this, history);
    ResourceLimits limits = settings.limits();
    ScheduledExecutorService timer = threads.scheduler();
    this.events = new PageEvents(this, limits.maxStreams(), timer);
    this.review = new CleanupReview(this, settings);
    this.bodies = new RequestBody(limits.maxBodyBytes(), limits.bodyTimeout(), timer);
    this.files = new RequestBody(limits.maxFileBytes(), limits.bodyTimeout(), timer);
  }

  FeatureFlags features() {
    return features;
  }

  /** Returns the guard's state of a flag, if there is a guard. */
  Optional<GuardState> guard(String flag) {
    return features
        .integration()
        .attachment(RolloutGuard.class)
        .flatMap(guard -> guard.state(flag));
  }

  /** Returns true if a guard counts for this flag now, or will from its next check on. */
  boolean isGuarding(Flag flag) {
    return flag.guard() != null && !flag.isKilled() && hasGuard();
  }

  /** Returns true if the application has a guard. */
  boolean hasGuard() {
    return features.integration().attachment(RolloutGuard.class).isPresent();
  }

  FlagSet definitions() {
    return features.definitions();
  }

  LatestChanges changes() {
    return changes;
  }

  PageEvents events() {
    return events;
  }

  RequestBody bodies(Route route) {
    return route.takesFlagFile() ? files : bodies;
  }

  CleanupReview review() {
    return review;
  }

  boolean isWritable() {
    return writable.isPresent();
  }

  boolean hasHistory() {
    return history.isPresent();
  }

  /** Returns the current flag of the store, or the flag in force if the store cannot be read. */
  Versioned<Flag> find(String name) {
    Optional<Versioned<Flag>> found;
    // A kill or hold that is not written yet is in force, whatever the store's origin has.
    boolean waiting = features.status().store().unwritten().containsKey(name);
    try {
      found = writable.isPresent() && !waiting ? writable.get().find(name) : inForce(name);
    } catch (StoreException | IllegalArgumentException unreachable) {
      found = inForce(name);
    }
    return found.orElseThrow(() -> Category.NOT_FOUND.because("no flag has this name"));
  }

  /** Returns the revision of a flag, if the flag exists. */
  Optional<String> revision(String name) {
    return present(name).map(Versioned::revision);
  }

  /** Returns what {@link #find} does, or empty if no flag has this name. */
  Optional<Versioned<Flag>> present(String name) {
    try {
      return Optional.of(find(name));
    } catch (RequestFailure missing) {
      return Optional.empty();
    }
  }

  private Optional<Versioned<Flag>> inForce(String name) {
    return definitions().find(name).map(flag -> new Versioned<>(flag, FlagJson.revision(flag)));
  }

  /** Returns the store; fails if there is no writable one. */
  WritableFlagStore store() {
    return writable.orElseThrow(
        () ->
            Category.READ_ONLY.because("these flags are defined where this console cannot write"));
  }

  /**
   * Returns the kills and holds in force on this node that the store does not have, as reasons by
   * flag.
   */
  Map<String, String> unwritten() {
    Status status = features.status();
    Map<String, String> unwritten = new TreeMap<>();
    status
        .localKills()
        .forEach((flag, kill) -> unwritten.put(flag, "killed in this process only; not written"));
    unwritten.putAll(status.store().unwritten());
    return unwritten;
  }

  /** Re-enables a flag, including one that is killed in this process only. */
  String lift(WritableFlagStore store, String flag, Change change) {
    features.integration().liftLocally(flag);
    return store.lift(flag, change);
  }

  /** Returns the time of the flags' clock. */
  Instant now() {
    return features.integration().now();
  }

  /** Restores a flag to its version after an earlier change. */
  String revert(String name, String revision, Change change) {
    return remembered().revert(name, revision, change);
  }

  private FlagHistory remembered() {
    return history.orElseThrow(
        () -> Category.NO_HISTORY.because("only a database keeps the history of its flags"));
  }

  /** Returns the history of a flag, the newest entry first. */
  List<HistoryEntry<Flag>> history(String name) {
    return remembered().history(name);
  }

  /** Returns the names of the flags that require a flag. */
  List<String> dependents(String name) {
    return definitions().flags().stream()
        .filter(flag -> flag.requires().stream().anyMatch(r -> r.flag().equals(name)))
        .map(Flag::name)
        .toList();
  }

  @Override
  public void close() {
    events.close();
    review.close();
    changes.close();
    threads.close();
  }
}
