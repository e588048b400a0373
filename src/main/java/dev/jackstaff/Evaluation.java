package dev.jackstaff;

import dev.jackstaff.internal.eval.CompiledFlags;
import dev.jackstaff.internal.eval.Decisions;
import dev.jackstaff.internal.eval.FlagSlot;
import dev.jackstaff.internal.eval.FlagTable;
import dev.jackstaff.model.ActiveFlags;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Source;
import dev.jackstaff.model.User;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of all flags of a set for one user at one instant. Immutable and thread-safe: it
 * returns the same decisions whatever changes meanwhile. A request carries one evaluation. A check
 * costs one map read and allocates nothing, unless a value is converted for the first time.
 */
public final class Evaluation {
  private final User user;
  private final Instant at;
  private final Decisions answer;
  private final @Nullable FeatureFlags engine;
  private final @Nullable CheckedFlags asked;

  /**
   * The bits of flags that a check need not mark any more; all bits are set if there is no
   * listener, so that a check costs the same either way. The bits are a hint without ordering
   * between threads: if one thread overwrites the bit of another, that flag is marked again.
   */
  private long settled;

  Evaluation(
      User user,
      Instant at,
      Decisions answer,
      @Nullable FeatureFlags engine,
      @Nullable CheckedFlags asked) {
    this.user = user;
    this.at = at;
    this.answer = answer;
    this.engine = engine;
    this.asked = asked;
    this.settled = asked == null ? -1 : 0;
  }

  /**
   * {@return an evaluation of decisions that were made elsewhere}
   *
   * @param user the user
   * @param at the instant of the decisions
   * @param decisions one decision per flag, in the order in which they are shown
   */
  public static Evaluation of(User user, Instant at, Collection<Decision> decisions) {
    FlagTable table = FlagTable.dense(decisions.stream().map(Decision::flag).toList());
    return new Evaluation(
        user, at, new Decisions(table, decisions.toArray(Decision[]::new)), null, null);
  }

  /** {@return the user for whom the flags were decided} */
  public User user() {
    return user;
  }

  /** {@return the instant for which the flags were decided} */
  public Instant at() {
    return at;
  }

  /**
   * {@return whether a flag is on; false for a name that is not in the set}
   *
   * @param flag the flag's name
   */
  public boolean isOn(String flag) {
    Decision decision = answered(flag);
    return decision != null && decision.on();
  }

  /**
   * {@return the variant that a flag serves: {@code on} or {@code off} for a flag without variants;
   * the default if the flag is not in the set, or has variants and is off}
   *
   * @param flag the flag's name
   * @param defaultVariant the variant to return if there is none
   */
  public String variant(String flag, String defaultVariant) {
    Decision decision = answered(flag);
    String variant = decision == null ? null : decision.variant();
    return variant == null ? defaultVariant : variant;
  }

  /**
   * {@return the value of the variant that a flag serves, converted to a type; the default if the
   * flag is not in the set, has variants and is off, or has a value of another type}
   *
   * <p>An integer widens to a long or a double; every other value has the type that was written.
   * Lists, maps, enums and records are converted once per set and shared, so treat them as
   * immutable. Those of another flag system are converted at each call.
   *
   * @param flag the flag's name
   * @param type the type to convert the value to
   * @param defaultValue the value to return if there is none
   * @param <T> the type of the value
   */
  public <T> T value(String flag, Class<T> type, T defaultValue) {
    Decision decision = answered(flag);
    if (decision == null) {
      return defaultValue;
    }
    T value = ValueConversion.convert(decision, type, answer.table(), engine);
    return value == null ? defaultValue : value;
  }

  /**
   * {@return a flag's decision with its reason; {@code FLAG_NOT_FOUND} for a name that is not in
   * the set. Does not count as a check of the flag.}
   *
   * @param flag the flag's name
   */
  public Decision decision(String flag) {
    FlagSlot place = answer.find(flag);
    return place == null ? Decision.notFound(flag) : answer.decision(place);
  }

  /**
   * {@return a flag's decision with its reason, as {@link #decision}; counts as a check of the
   * flag}
   *
   * @param flag the flag's name
   */
  public Decision check(String flag) {
    Decision decision = answered(flag);
    return decision == null ? Decision.notFound(flag) : decision;
  }

  /**
   * {@return the decision of a flag, as it was defined for this evaluation and at the same instant,
   * for another user or for the same user with other attributes} Costs only what this flag needs.
   * Overrides apply to a user with the same id. Does not count as a check of the flag.
   *
   * @param flag the flag's name
   * @param other the user
   */
  public Decision decide(String flag, User other) {
    boolean same = Objects.equals(other.id(), user.id());
    CompiledFlags origin = answer.table().origin();
    if (origin == null || origin.table().find(flag) == null) {
      return decideElsewhere(flag, other, same);
    }
    Map<String, FlagOverride> everywhere = engine == null ? Map.of() : engine.overrides();
    Map<String, FlagOverride> overrides = same ? origin.overrides(answer) : everywhere;
    return origin.decide(flag, other, at, overrides, origin.killed(answer));
  }

  /** Decides a flag of another flag system, unless the flag is overridden. */
  private Decision decideElsewhere(String flag, User other, boolean same) {
    Decision own = decision(flag);
    boolean forced = own.source() == Source.KILL || (same && own.source() == Source.OVERRIDE);
    if (engine == null || forced) {
      return own;
    }
    return engine.evaluate(other, at).decision(flag);
  }

  /** {@return all decisions by flag, in document order; made at each call} */
  public Map<String, Decision> decisions() {
    Map<String, Decision> all = new LinkedHashMap<>();
    for (FlagSlot place : answer.table().places()) {
      all.put(place.name(), answer.decision(place));
    }
    return all;
  }

  /** {@return the names of the flags that are on, in document order; made at each call} */
  public List<String> active() {
    return answer.table().places().stream()
        .filter(place -> answer.decision(place).on())
        .map(FlagSlot::name)
        .toList();
  }

  /**
   * {@return the names of the flags that are on, joined by commas, as far as they fit, and how many
   * did not fit; made once per evaluation}
   *
   * @param maxBytes the maximum size of the names in bytes
   */
  public ActiveFlags active(int maxBytes) {
    return answer.active(maxBytes);
  }

  private @Nullable Decision answered(String flag) {
    FlagSlot place = answer.find(flag);
    if (place == null) {
      return unknown(flag);
    }
    return (settled & place.bit()) == 0 ? marked(place) : answer.decision(place);
  }

  private @Nullable Decision unknown(String flag) {
    if (engine != null) {
      engine.unknown(flag);
    }
    return null;
  }

  private Decision marked(FlagSlot place) {
    if (asked != null && asked.mark(place) && engine != null) {
      engine.checked(this, asked, place);
    }
    long bit = answer.table().bit(place);
    if (bit != 0) {
      settled |= bit;
    }
    return answer.decision(place);
  }

  /**
   * Returns this evaluation with a tester's overrides. This is the slow path, for decisions that
   * were made elsewhere.
   */
  Evaluation overridden(Map<String, FlagOverride> overrides) {
    List<Decision> changed = new ArrayList<>();
    for (Decision decision : decisions().values()) {
      FlagOverride wanted = overrides.get(decision.flag());
      changed.add(wanted == null ? decision : decision.overridden(wanted));
    }
    return of(user, at, changed);
  }

  /** Returns this evaluation as an engine hands it out. */
  Evaluation from(FeatureFlags source, boolean observed) {
    return new Evaluation(
        user, at, answer, source, observed ? new CheckedFlags(answer.table()) : null);
  }

  /**
   * Returns this evaluation for work outside a request: listeners are notified of each check at
   * once.
   */
  Evaluation outside() {
    return new Evaluation(user, at, answer, engine, CheckedFlags.outside(answer.table()));
  }

  /**
   * Returns the definitions that the decisions were made from; empty if all of them were made by
   * other systems.
   */
  FlagSet definitions() {
    CompiledFlags origin = answer.table().origin();
    return origin == null ? FlagSet.empty() : origin.set();
  }

  @Nullable FeatureFlags engine() {
    return engine;
  }

  @Nullable CheckedFlags asked() {
    return asked;
  }

  Decisions answer() {
    return answer;
  }

  /** {@return the user's id and the names that are on} */
  @Override
  public String toString() {
    return "Evaluation[" + user.id() + ": " + active(1000).value() + "]";
  }
}
