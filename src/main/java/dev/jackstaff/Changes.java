package dev.jackstaff;

import dev.jackstaff.internal.Listeners;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** The listeners for flags whose decisions may have changed. */
final class Changes {
  private final Listeners<Consumer<Set<String>>> listeners;

  Changes(FaultLog faults) {
    this.listeners = new Listeners<>((listener, e) -> faults.add("a watcher of changed flags", e));
  }

  Scope watch(Consumer<Set<String>> listener) {
    return listeners.add(listener)::run;
  }

  void deliver(Set<String> names) {
    enqueue(names);
    deliver();
  }

  void enqueue(Set<String> names) {
    if (!names.isEmpty()) {
      listeners.enqueue(listener -> listener.accept(names));
    }
  }

  void deliver() {
    listeners.deliver();
  }

  /** Returns the flags that differ between two sets, including those that only one of them has. */
  static Set<String> between(FlagSet before, FlagSet after) {
    Set<String> names = new LinkedHashSet<>();
    boolean segments = !before.segments().equals(after.segments());
    for (Flag flag : after.flags()) {
      if (segments || !before.find(flag.name()).equals(after.find(flag.name()))) {
        names.add(flag.name());
      }
    }
    before.flags().stream()
        .map(Flag::name)
        .filter(name -> after.find(name).isEmpty())
        .forEach(names::add);
    return names;
  }

  /** Returns the changed flags and the flags that require one of them. */
  static Set<String> withDependents(Set<String> changed, FlagSet set) {
    Set<String> names = new LinkedHashSet<>(changed);
    int size;
    do {
      size = names.size();
      for (Flag flag : set.flags()) {
        if (flag.requires().stream().anyMatch(other -> names.contains(other.flag()))) {
          names.add(flag.name());
        }
      }
    } while (names.size() > size);
    return names;
  }
}
