package dev.jackstaff;

import dev.jackstaff.internal.eval.CompiledFlags;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.store.StoreStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins the compiled set of an {@link Engine} with other flag systems and publishes the result to
 * requests. Each layout has a turn, and the result of an earlier turn never replaces that of a
 * later one. Shares the engine's lock for its state; other systems and views are called without it.
 */
final class Publication {
  private final ReentrantLock lock;
  private final LocalKills kills;
  private final FaultLog faults;
  private final Consumer<Set<String>> changed;
  private final List<FeatureFlags> views = new ArrayList<>();
  private final List<Scope> scopes = new ArrayList<>();
  private List<FlagSource> others = List.of();
  private @Nullable FlagSource own;
  private boolean started;
  private boolean ended;
  private volatile FlagSource source = new CompiledSource(CompiledFlags.of(FlagSet.empty(), 0));

  /** The flags that a set has changed and whose change requests may not see yet. */
  private Set<String> unseen = Set.of();

  /**
   * The last turn of joining all sources that has begun; {@code published} is the last one that
   * requests see.
   */
  private long begun;

  private long published;

  /**
   * Creates a publication.
   *
   * @param lock the engine's lock
   * @param changed receives the names of flags that other systems have changed, without the lock
   */
  Publication(
      ReentrantLock lock, LocalKills kills, FaultLog faults, Consumer<Set<String>> changed) {
    this.lock = lock;
    this.kills = kills;
    this.faults = faults;
    this.changed = changed;
  }

  /**
   * Joins other systems and follows them. Called before the first set, so that no change is missed.
   */
  void join(List<FlagSource> systems) {
    others = systems;
    FlagSource.Listener listener =
        new FlagSource.Listener() {
          @Override
          public void changed(Set<String> names) {
            changed.accept(reported(names));
          }

          @Override
          public void failed(String subject, String why) {
            faults.add(subject, why);
          }
        };
    others.forEach(other -> scopes.add(other.listen(listener)));
  }

  private Set<String> reported(Set<String> names) {
    FlagSource known = source;
    boolean renamed = known instanceof JoinedSource joined && !joined.hasSameNames();
    lock.lock();
    try {
      if (!started || ended) {
        return Set.of();
      }
    } finally {
      lock.unlock();
    }
    if (renamed) {
      layOut();
    }
    return names;
  }

  /** Joins all sources and publishes the result to requests, unless a later turn has done so. */
  void layOut() {
    long turn;
    FlagSource mine;
    lock.lock();
    try {
      begun++;
      turn = begun;
      mine = own;
    } finally {
      lock.unlock();
    }
    FlagSource whole = mine == null || !others.isEmpty() ? joined(mine) : mine;
    publish(whole, turn);
  }

  private void publish(FlagSource whole, long turn) {
    List<FeatureFlags> current;
    lock.lock();
    try {
      if (turn < published) {
        return;
      }
      published = turn;
      source = whole;
      started = true;
      current = List.copyOf(views);
    } finally {
      lock.unlock();
    }
    current.forEach(view -> view.refresh(whole, turn));
    kills.settle(inUse());
    seen(turn);
  }

  private void seen(long turn) {
    lock.lock();
    try {
      if (turn == begun) {
        unseen = Set.of();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns the sources that requests are evaluated against. */
  private List<FlagSource> inUse() {
    List<FlagSource> all = new ArrayList<>();
    lock.lock();
    try {
      all.add(source);
      views.forEach(view -> all.add(view.source()));
    } finally {
      lock.unlock();
    }
    return all;
  }

  private FlagSource joined(@Nullable FlagSource mine) {
    List<FlagSource> all = new ArrayList<>(others);
    if (mine != null) {
      all.add(0, mine);
    }
    JoinedSource joined = new JoinedSource(all, faults);
    // After the start, a mistake must not block other changes, such as a kill, so the first source
    // wins.
    if (!started && !joined.problems().isEmpty()) {
      throw new InvalidFlagsException(joined.problems());
    }
    joined.problems().forEach(p -> faults.add(String.valueOf(p.subject()), p.message()));
    return joined;
  }

  void add(FeatureFlags view) {
    FlagSource whole;
    long turn;
    lock.lock();
    try {
      views.add(view);
      whole = source;
      turn = published;
    } finally {
      lock.unlock();
    }
    view.refresh(whole, turn);
  }

  /** Removes a view; returns true, and keeps it, if it is the first one, the whole instance. */
  boolean remove(FeatureFlags view) {
    lock.lock();
    try {
      boolean whole = views.get(0).equals(view);
      if (!whole) {
        views.remove(view);
      }
      return whole;
    } finally {
      lock.unlock();
    }
  }

  boolean hasOwn() {
    lock.lock();
    try {
      return own != null;
    } finally {
      lock.unlock();
    }
  }

  /** Replaces the engine's own set, which the next layout publishes; called under the lock. */
  void replace(FlagSource compiled) {
    own = compiled;
  }

  /** Returns true if requests see every change; called under the lock. */
  boolean isSeen() {
    return unseen.isEmpty();
  }

  /**
   * Notes changes until requests see them, and adds those of earlier sets that they do not see yet;
   * called under the lock.
   */
  void unseen(Set<String> names) {
    names.addAll(unseen);
    unseen = Set.copyOf(names);
  }

  /** Ignores what other systems report from now on; called under the lock. */
  void end() {
    ended = true;
  }

  List<Scope> scopes() {
    return scopes;
  }

  StoreStatus status(StoreStatus store) {
    return JoinedSource.status(store, others, faults);
  }

  FlagSource source() {
    return source;
  }
}
