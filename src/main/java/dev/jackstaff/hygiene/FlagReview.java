package dev.jackstaff.hygiene;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.model.Requirement;
import dev.jackstaff.store.FlagHistory;
import dev.jackstaff.store.FlagStore;
import dev.jackstaff.store.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The findings about the flags of a set, according to the table of {@link Verdict} and as far as
 * the facts are known. Immutable.
 *
 * <pre>{@code
 * List<Finding> findings = FlagReview.of(store).references(found).at(Instant.now()).findings();
 * }</pre>
 */
public final class FlagReview {
  /**
   * The time for which a flag gives the same answer, or is not checked, before that becomes a
   * finding.
   */
  public static final Duration WINDOW = Duration.ofDays(14);

  private final Builder known;
  private final Instant now;
  private final List<Finding> findings;

  private FlagReview(Builder known, Instant now) {
    this.known = known;
    this.now = now;
    this.findings = find();
  }

  /**
   * {@return a builder of a review that knows only the definitions}
   *
   * @param flags the definitions
   */
  public static Builder of(FlagSet flags) {
    return new Builder(flags);
  }

  /**
   * {@return a builder of a review that knows the content of a store: the definitions, and for a
   * database also the age of flags and their use by all nodes}
   *
   * @param store the store; a database is queried a few times for each flag
   */
  public static Builder of(FlagStore store) {
    Builder builder = new Builder(store.flags());
    try {
      builder.usage(Usage.of(store));
    } catch (SQLException e) {
      builder.notes.add("the usage of flags is unknown: " + e.getMessage());
    }
    if (store instanceof FlagHistory history) {
      builder.history(history);
    }
    return builder;
  }

  private List<Finding> find() {
    List<Finding> all = new ArrayList<>();
    Map<String, List<String>> dependents = dependents();
    for (Flag flag : known.flags.flags()) {
      List<String> requiring = dependents.getOrDefault(flag.name(), List.of());
      FlagCase facts = new FlagCase(known, flag, requiring, now);
      for (Verdict verdict : Verdict.values()) {
        String reason = facts.reason(verdict);
        if (reason != null) {
          all.add(facts.finding(verdict, reason));
        }
      }
    }
    undefined().forEach(name -> all.add(new UndefinedCase(known, name).finding()));
    return List.copyOf(all);
  }

  /** Returns the flags that require each flag, by the name of the required flag. */
  private Map<String, List<String>> dependents() {
    Map<String, List<String>> dependents = new HashMap<>();
    for (Flag flag : known.flags.flags()) {
      for (Requirement other : flag.requires()) {
        dependents.computeIfAbsent(other.flag(), name -> new ArrayList<>()).add(flag.name());
      }
    }
    return dependents;
  }

  private Set<String> undefined() {
    Set<String> names = new TreeSet<>();
    if (known.references != null) {
      names.addAll(known.references.undefined(known.flags));
    }
    for (FlagUsage usage : known.usage.flags().values()) {
      FlagUsage.ResultCount asked = usage.undefined();
      if (asked != null && asked.last().isAfter(now.minus(WINDOW))) {
        names.add(usage.flag());
      }
    }
    names.removeIf(name -> known.flags.find(name).isPresent() || known.external.contains(name));
    return names;
  }

  /**
   * {@return all findings, by flag in the order of the definitions; findings about undefined names
   * are last}
   */
  public List<Finding> findings() {
    return findings;
  }

  /**
   * {@return the findings about one flag, including those held by a veto}
   *
   * @param flag its name
   */
  public List<Finding> of(String flag) {
    return findings.stream().filter(finding -> finding.flag().equals(flag)).toList();
  }

  /** {@return the facts that could not be determined, one sentence each} */
  public List<String> notes() {
    List<String> notes = new ArrayList<>(known.notes);
    List<String> ageless =
        known.flags.flags().stream()
            .filter(flag -> known.lifetimes.containsKey(flag.type()))
            .filter(flag -> flag.about().expires() == null && made(flag.name()).isEmpty())
            .map(Flag::name)
            .toList();
    if (!ageless.isEmpty()) {
      notes.add(
          "the age of these flags is unknown; set created in their metadata: "
              + String.join(", ", ageless));
    }
    return notes;
  }

  /**
   * {@return the time since when a flag exists: its {@code created} time, or else the earlier of
   * its first entry in the history and its first use; empty if none is known}
   *
   * @param flag its name
   */
  public Optional<Instant> made(String flag) {
    return known.flags.find(flag).flatMap(known::made);
  }

  /** Collects the facts for a review. Not thread-safe. */
  public static final class Builder {
    final FlagSet flags;
    final Map<String, Instant> made = new HashMap<>();
    final Map<FlagType, Duration> lifetimes = new EnumMap<>(FlagType.class);
    final List<String> notes = new ArrayList<>();
    Usage usage = Usage.NONE;
    @Nullable References references;
    Set<String> external = Set.of();
    @Nullable String place;

    private Builder(FlagSet flags) {
      this.flags = flags;
      lifetimes.put(FlagType.RELEASE, Duration.ofDays(40));
      lifetimes.put(FlagType.EXPERIMENT, Duration.ofDays(40));
    }

    /** {@return the definitions} */
    public FlagSet flags() {
      return flags;
    }

    /**
     * Sets the use of the flags; default unknown.
     *
     * @param used the use
     * @return this builder
     */
    public Builder usage(Usage used) {
      this.usage = used;
      return this;
    }

    /**
     * Sets the places where the code names flags; default unknown.
     *
     * @param found the places, or null if they are not known
     * @return this builder
     */
    public Builder references(@Nullable References found) {
      this.references = found;
      return this;
    }

    /**
     * Adds the times since when flags exist, for flags whose definitions have no {@code created}.
     *
     * @param since the times, by name
     * @return this builder
     */
    public Builder made(Map<String, Instant> since) {
      made.putAll(since);
      return this;
    }

    /**
     * Adds the times since when flags exist, taken from their history.
     *
     * @param history the history, which is read for each flag without {@code created}
     * @return this builder
     */
    public Builder history(FlagHistory history) {
      try {
        for (Flag flag : flags.flags()) {
          if (flag.about().created() == null) {
            history
                .history(flag.name())
                .forEach(it -> made.merge(flag.name(), it.at(), Builder::earlier));
          }
        }
      } catch (StoreException e) {
        notes.add("the age of flags is unknown: " + e.getMessage());
      }
      return this;
    }

    private static Instant earlier(Instant one, Instant other) {
      return one.isBefore(other) ? one : other;
    }

    /**
     * Sets the expected lifetime of flags of a type; default 40 days for {@code release} and {@code
     * experiment}, and unlimited for the others.
     *
     * @param type the type
     * @param life the lifetime; zero if unlimited
     * @return this builder
     */
    public Builder lifetime(FlagType type, Duration life) {
      if (life.isZero()) {
        lifetimes.remove(type);
      } else {
        lifetimes.put(type, life);
      }
      return this;
    }

    /**
     * Sets the names that other flag systems define.
     *
     * @param names the names
     * @return this builder
     */
    public Builder external(Collection<String> names) {
      this.external = Set.copyOf(names);
      return this;
    }

    /**
     * Sets the place where the flags are defined, as used in commands; default unknown.
     *
     * @param where a file or a jdbc: URL
     * @return this builder
     */
    public Builder place(String where) {
      this.place = where;
      return this;
    }

    Optional<Instant> made(Flag flag) {
      Instant created = flag.about().created();
      if (created != null) {
        return Optional.of(created);
      }
      Instant seen = usage.of(flag.name()).map(FlagUsage::since).orElse(null);
      Instant first = made.get(flag.name());
      return Optional.ofNullable(
          first == null || seen == null ? (first == null ? seen : first) : earlier(first, seen));
    }

    /**
     * {@return the review}
     *
     * @param now the current time
     */
    public FlagReview at(Instant now) {
      return new FlagReview(this, now);
    }
  }
}
