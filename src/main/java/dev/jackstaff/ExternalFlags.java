package dev.jackstaff;

import dev.jackstaff.internal.Fatal;
import dev.jackstaff.internal.Listeners;
import dev.jackstaff.internal.eval.Decisions;
import dev.jackstaff.internal.eval.FlagSlot;
import dev.jackstaff.internal.eval.FlagTable;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.ErrorCode;
import dev.jackstaff.model.User;
import dev.jackstaff.store.StoreStatus;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The flags of another system as a source. If the system has no answer for a flag, or throws, the
 * flag has its fallback and the other flags keep their decisions; the failure is reported once.
 * Thread-safe.
 */
public final class ExternalFlags implements FlagSource {
  private static final Logger LOG = System.getLogger(FeatureFlags.class.getName());

  private final ExternalSystem system;
  private final Map<String, ?> fallbacks;
  private final Predicate<String> shown;
  private final Listeners<Listener> listeners;
  private volatile Table table;
  private volatile boolean reported;

  private ExternalFlags(
      ExternalSystem system,
      Map<String, ?> fallbacks,
      Predicate<String> shown,
      Listeners<Listener> listeners) {
    this.system = system;
    this.fallbacks = fallbacks;
    this.shown = shown;
    this.listeners = listeners;
    this.table = table(system.flags());
  }

  /**
   * {@return a source of the flags of a system}
   *
   * @param system the system, which answers from memory
   * @param fallbacks the values of flags without an answer, by name; a flag without a fallback is
   *     off
   */
  public static ExternalFlags of(ExternalSystem system, Map<String, ?> fallbacks) {
    return new ExternalFlags(
        system, Map.copyOf(fallbacks), name -> true, new Listeners<>(ExternalFlags::failed));
  }

  /** The parts of an evaluation that can be prepared before a request. */
  private static final class Table {
    private final List<String> all;
    private final FlagTable flags;
    private final Decision[] unanswered;
    private final boolean[] reported;

    Table(List<String> all, FlagTable flags, Decision[] unanswered) {
      this.all = all;
      this.flags = flags;
      this.unanswered = unanswered;
      this.reported = new boolean[unanswered.length];
    }
  }

  private Table table(List<String> all) {
    List<String> names = all.stream().filter(shown).toList();
    Decision[] unanswered =
        names.stream()
            .map(name -> failed(name, ErrorCode.PROVIDER_NOT_READY))
            .toArray(Decision[]::new);
    return new Table(all, FlagTable.dense(names), unanswered);
  }

  /**
   * Returns the table of the current names. The system normally returns the same list instance, and
   * comparing the contents is slow.
   */
  @SuppressWarnings("ReferenceEquality")
  private Table table() {
    Table known = table;
    List<String> all = system.flags();
    if (known.all != all) {
      known = table(all);
      table = known;
    }
    return known;
  }

  @Override
  public List<String> names() {
    return table().flags.places().stream().map(FlagSlot::name).toList();
  }

  @Override
  public Evaluation evaluate(User user, Instant at) {
    Table known = table();
    Function<String, ExternalSystem.ExternalDecision> answers = ask(user);
    Decision[] decisions = known.unanswered;
    if (answers != null) {
      decisions = new Decision[decisions.length];
      for (FlagSlot place : known.flags.places()) {
        decisions[place.slot()] = decide(place, answers, known);
      }
    }
    return new Evaluation(user, at, new Decisions(known.flags, decisions), null, null);
  }

  private @Nullable Function<String, ExternalSystem.ExternalDecision> ask(User user) {
    try {
      Function<String, ExternalSystem.ExternalDecision> answers = system.evaluator(user);
      if (answers == null) {
        unanswered("has no data yet");
      }
      return answers;
    } catch (Throwable e) {
      unanswered(Fatal.rethrowIfFatal(e).toString());
      return null;
    }
  }

  private void unanswered(String why) {
    if (!reported) {
      reported = true;
      report(system.name(), why);
    }
  }

  private Decision decide(
      FlagSlot place, Function<String, ExternalSystem.ExternalDecision> answers, Table known) {
    ErrorCode error;
    String message;
    try {
      ExternalSystem.ExternalDecision answer = answers.apply(place.name());
      if (answer.error() == null) {
        return Decision.external(
            place.name(), system.name(), answer.value(), answer.variant(), answer.reason());
      }
      error = answer.error();
      message = answer.message();
    } catch (Throwable e) {
      error = ErrorCode.GENERAL;
      message = Fatal.rethrowIfFatal(e).toString();
    }
    if (!known.reported[place.slot()]) {
      known.reported[place.slot()] = true;
      report(system.name() + " flag " + place.name(), error + " " + message);
    }
    return failed(place.name(), error);
  }

  private Decision failed(String name, ErrorCode error) {
    return Decision.failed(name, system.name(), fallbacks.get(name), error);
  }

  private void report(String subject, String why) {
    listeners.call(listener -> listener.failed(subject, why));
  }

  private static void failed(Listener listener, Throwable e) {
    LOG.log(Level.WARNING, "a listener failed: " + listener.getClass().getName(), e);
  }

  @Override
  public FlagSource only(Predicate<String> names) {
    return new ExternalFlags(system, fallbacks, shown.and(names), listeners);
  }

  @Override
  public String system() {
    return system.name();
  }

  @Override
  public StoreStatus status() {
    return system.status();
  }

  @Override
  public Scope listen(Listener listener) {
    Runnable removal = listeners.add(listener);
    Scope watch = system.watch(names -> changed(names, listener));
    return () -> {
      removal.run();
      watch.close();
    };
  }

  private void changed(Set<String> names, Listener listener) {
    Set<String> mine = new LinkedHashSet<>(names);
    mine.removeIf(shown.negate());
    if (!mine.isEmpty()) {
      listener.changed(mine);
    }
  }
}
