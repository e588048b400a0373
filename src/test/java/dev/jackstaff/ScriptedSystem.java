package dev.jackstaff;

import dev.jackstaff.model.Reason;
import dev.jackstaff.model.User;
import dev.jackstaff.store.StoreStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** Another flag system that says what a test wants. */
final class ScriptedSystem implements ExternalSystem {
  static final Instant THEN = Instant.parse("2026-11-22T08:00:00Z");

  final Map<String, Object> values = new LinkedHashMap<>();
  final List<Consumer<Set<String>>> watchers = new CopyOnWriteArrayList<>();
  List<String> flags;
  boolean ready = true;
  RuntimeException failure;
  Function<String, ExternalDecision> answers =
      flag -> ExternalDecision.of(values.get(flag), null, Reason.STATIC);
  int asked;

  /** Runs whenever the names are asked for. */
  volatile Runnable listing = () -> {};

  ScriptedSystem(String... flags) {
    this.flags = List.of(flags);
  }

  /** A system whose only flag has a value. */
  static ScriptedSystem of(String flag, Object value) {
    ScriptedSystem system = new ScriptedSystem(flag);
    system.values.put(flag, value);
    return system;
  }

  FlagSource source() {
    return ExternalFlags.of(this, Map.of());
  }

  void change(String... names) {
    watchers.forEach(watcher -> watcher.accept(Set.of(names)));
  }

  @Override
  public String name() {
    return "harbour";
  }

  @Override
  public List<String> flags() {
    listing.run();
    return flags;
  }

  @Override
  public Function<String, ExternalDecision> evaluator(User user) {
    asked++;
    if (failure != null) {
      throw failure;
    }
    return ready ? answers : null;
  }

  @Override
  public StoreStatus status() {
    return ready ? StoreStatus.ready(THEN) : StoreStatus.stale(THEN, "not yet");
  }

  @Override
  public Scope watch(Consumer<Set<String>> changed) {
    watchers.add(changed);
    return () -> watchers.remove(changed);
  }
}
