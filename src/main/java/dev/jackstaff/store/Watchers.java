package dev.jackstaff.store;

import dev.jackstaff.model.FlagSet;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who wants to hear of new sets. */
final class Watchers {
  private static final Logger LOG = System.getLogger(FlagStore.class.getName());

  private final List<Consumer<FlagSet>> listeners = new CopyOnWriteArrayList<>();

  FlagStore.Watch add(Consumer<FlagSet> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  void tell(FlagSet set) {
    for (Consumer<FlagSet> listener : listeners) {
      try {
        listener.accept(set);
      } catch (RuntimeException | Error e) {
        LOG.log(Level.WARNING, "a watcher of flags failed: " + listener.getClass().getName(), e);
      }
    }
  }
}
