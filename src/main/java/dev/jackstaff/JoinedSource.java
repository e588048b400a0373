package dev.jackstaff;

import dev.jackstaff.internal.Fatal;
import dev.jackstaff.internal.eval.Decisions;
import dev.jackstaff.internal.eval.FlagSlot;
import dev.jackstaff.internal.eval.FlagTable;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.ErrorCode;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import dev.jackstaff.model.User;
import dev.jackstaff.store.StoreStatus;
import dev.jackstaff.store.StoreStatus.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Several sources as one set, in their order. A source that throws does not affect the others. If
 * two have a flag of one name, that of the first is used, and {@link #problems()} reports it.
 */
final class JoinedSource implements FlagSource {
  private final List<JoinedPart> parts;
  private final List<Problem> problems;
  private final FlagTable table;
  private final FaultLog faults;

  /**
   * A source, its name as people call it, the names that it listed, and the names that are used.
   */
  private record JoinedPart(
      FlagSource source, String system, List<String> listed, List<String> names) {}

  JoinedSource(List<FlagSource> sources, FaultLog faults) {
    this.faults = faults;
    Map<String, FlagSource> owners = new LinkedHashMap<>();
    List<Problem> wrong = new ArrayList<>();
    this.parts = sources.stream().map(source -> part(source, owners, wrong)).toList();
    this.problems = List.copyOf(wrong);
    CompiledSource own = compiled();
    this.table = FlagTable.dense(List.copyOf(owners.keySet()), own == null ? null : own.flags());
  }

  private static JoinedPart part(
      FlagSource source, Map<String, FlagSource> owners, List<Problem> problems) {
    List<String> listed = names(source, problems);
    List<String> names = new ArrayList<>();
    for (String name : listed) {
      List<Problem> wrong = wrong(name, owners.get(name), source);
      if (wrong.isEmpty()) {
        owners.put(name, source);
        names.add(name);
      }
      problems.addAll(wrong);
    }
    return new JoinedPart(source, source.system(), listed, List.copyOf(names));
  }

  /**
   * Returns the names of a source, or none if it throws, which must not block changes of the
   * others.
   */
  private static List<String> names(FlagSource source, List<Problem> problems) {
    try {
      return List.copyOf(source.names());
    } catch (RuntimeException e) {
      problems.add(Problem.of(source.system(), "", "its flags cannot be listed: " + e));
      return List.of();
    }
  }

  private static List<Problem> wrong(String name, @Nullable FlagSource owner, FlagSource source) {
    if (owner != null) {
      String message = "is decided by " + owner.system() + " and again by " + source.system();
      return List.of(Problem.of(name, "", message + "; remove it from one of them"));
    }
    try {
      Flag.on(name);
      return List.of();
    } catch (InvalidFlagsException e) {
      return List.of(Problem.of(source.system(), "", e.problems().get(0).message()));
    }
  }

  /**
   * Returns the instance's own state combined with that of other systems: stale if one of them is,
   * with its reason.
   */
  static StoreStatus status(StoreStatus own, List<FlagSource> others, FaultLog faults) {
    StoreStatus worst = own;
    for (FlagSource other : others) {
      worst = worse(worst, other, faults);
    }
    return worst;
  }

  private static StoreStatus worse(StoreStatus known, FlagSource other, FaultLog faults) {
    try {
      StoreStatus status = other.status();
      if (known.state() != State.READY || status.state() == State.READY) {
        return known;
      }
      String reason = other.system() + ": " + status.reason();
      return new StoreStatus(State.STALE, status.since(), reason, known.faults());
    } catch (RuntimeException e) {
      faults.add("the status of " + other.system(), e);
      return known;
    }
  }

  /** Returns the problems of the names; those flags were left out. */
  List<Problem> problems() {
    return problems;
  }

  boolean hasSameNames() {
    return parts.stream()
        .allMatch(part -> names(part.source(), new ArrayList<>()).equals(part.listed()));
  }

  @Override
  public List<String> names() {
    return table.places().stream().map(FlagSlot::name).toList();
  }

  /** Returns the flags that other systems decide, with the systems' names. */
  Map<String, String> external() {
    Map<String, String> systems = new LinkedHashMap<>();
    for (JoinedPart part : parts) {
      if (!(part.source() instanceof CompiledSource)) {
        part.names().forEach(name -> systems.put(name, part.system()));
      }
    }
    return Collections.unmodifiableMap(systems);
  }

  /** Returns the set of definitions, or null if there is none. */
  @Nullable CompiledSource compiled() {
    return parts.get(0).source() instanceof CompiledSource own ? own : null;
  }

  /** Returns the set of definitions if it decides a flag, else null. */
  @Nullable CompiledSource compiled(String flag) {
    CompiledSource own = compiled();
    return own != null && own.flags().table().find(flag) != null ? own : null;
  }

  @Override
  public Evaluation evaluate(User user, Instant at) {
    return join(user, at, source -> source.evaluate(user, at));
  }

  @Override
  public Evaluation evaluate(User user, Instant at, Map<String, FlagOverride> overrides) {
    return join(user, at, source -> source.evaluate(user, at, overrides));
  }

  /** Evaluates while some flags are killed that are not killed in their sources. */
  Evaluation evaluate(
      User user, Instant at, Map<String, FlagOverride> overrides, Set<String> killed) {
    Evaluation joined =
        join(
            user,
            at,
            source ->
                source instanceof CompiledSource own
                    ? own.evaluate(user, at, overrides, killed)
                    : source.evaluate(user, at, overrides));
    Decisions answer = joined.answer();
    Decision[] decisions = new Decision[table.flags()];
    for (FlagSlot place : table.places()) {
      Decision said = answer.decision(place);
      decisions[place.slot()] = killed.contains(place.name()) ? LocalKills.killed(said) : said;
    }
    return new Evaluation(user, at, new Decisions(table, decisions), null, null);
  }

  private Evaluation join(User user, Instant at, Function<FlagSource, Evaluation> ask) {
    Decision[] decisions = new Decision[table.flags()];
    int next = 0;
    for (JoinedPart part : parts) {
      Evaluation said = ask(part, ask);
      for (int i = 0; i < part.names().size(); i++) {
        decisions[next++] = decision(part, i, said);
      }
    }
    return new Evaluation(user, at, new Decisions(table, decisions), null, null);
  }

  private @Nullable Evaluation ask(JoinedPart part, Function<FlagSource, Evaluation> ask) {
    try {
      return ask.apply(part.source());
    } catch (Throwable e) {
      faults.add("deciding by " + part.system(), Fatal.rethrowIfFatal(e));
      return null;
    }
  }

  private static Decision decision(JoinedPart part, int index, @Nullable Evaluation said) {
    String name = part.names().get(index);
    if (said == null) {
      return Decision.failed(name, part.system(), null, ErrorCode.GENERAL);
    }
    // The flag nearly always has the same position as before, so no lookup is needed.
    List<FlagSlot> places = said.answer().table().places();
    boolean there = index < places.size() && places.get(index).name().equals(name);
    return there ? said.answer().decision(places.get(index)) : said.decision(name);
  }

  @Override
  public JoinedSource only(Predicate<String> names) {
    return new JoinedSource(parts.stream().map(part -> part.source().only(names)).toList(), faults);
  }
}
