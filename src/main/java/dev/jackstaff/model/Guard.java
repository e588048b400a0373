package dev.jackstaff.model;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The settings of a guard, which stops a harmful rollout. Immutable; validated when built. */
public final class Guard {
  /** The default of {@link #patience()}. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);

  /** The default of {@link #window()}. */
  public static final Duration DEFAULT_WINDOW = Duration.ofMinutes(30);

  /** The guard of {@code "guard": {}}: errors, alpha 0.001, kill, 200 units. */
  public static final Guard DEFAULT = builder().build();

  private final boolean errors;
  private final @Nullable Duration slow;
  private final boolean slowAuto;
  private final SortedMap<String, Direction> metrics;
  private final Duration window;
  private final double alpha;
  private final Then then;
  private final int min;
  private final int atLeast;
  private final Duration patience;
  private final OptionalDouble tolerance;
  private final int perAddress;

  /** The action on an alarm. */
  public enum Then {
    /** Kills the flag. */
    KILL,
    /** Stops the flag's schedule from rising further. */
    HOLD,
    /** Notifies the listeners only. */
    NOTIFY
  }

  /** The direction in which a change of a business metric is harmful. */
  public enum Direction {
    /** More units that do it are harmful, such as refunds. */
    UP,
    /** Fewer units that do it are harmful, such as purchases. */
    DOWN
  }

  private Guard(Builder builder) {
    this.errors = builder.errors;
    this.slow = builder.slow;
    this.slowAuto = builder.slowAuto;
    this.metrics = Collections.unmodifiableSortedMap(new TreeMap<>(builder.metrics));
    this.window = builder.window;
    this.alpha = builder.alpha;
    this.then = builder.then;
    this.min = builder.min;
    this.atLeast = builder.atLeast;
    this.patience = builder.patience();
    this.tolerance = builder.tolerance;
    this.perAddress = builder.perAddress;
  }

  /**
   * Creates a guard whose other settings have their defaults.
   *
   * @param errors whether failed requests count
   * @param slow the duration above which a request counts as slow, or null if none does
   * @param alpha the probability of a false alarm, between 0 and 1, both exclusive
   * @param then the action on an alarm
   * @param min the number of units that each group needs before a schedule advances, 0 or more
   * @throws InvalidFlagsException with all problems
   */
  public Guard(boolean errors, @Nullable Duration slow, double alpha, Then then, int min) {
    this(builder().errors(errors).slow(slow).alpha(alpha).then(then).min(min).checked());
  }

  /** {@return a builder of a guard with all defaults} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return a builder with all settings of this guard} */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** {@return whether failed requests count; default true} */
  public boolean errors() {
    return errors;
  }

  /** {@return the fixed duration above which a request counts as slow, or null; default null} */
  public @Nullable Duration slow() {
    return slow;
  }

  /**
   * {@return whether the durations of requests are compared without a fixed limit; default false.
   * Then {@link #slow()} is null}
   */
  public boolean isSlowAuto() {
    return slowAuto;
  }

  /**
   * {@return the business metrics that count, by the names of the tracked events, in the order of
   * the names; default none. Unmodifiable}
   */
  public SortedMap<String, Direction> metrics() {
    return metrics;
  }

  /**
   * {@return the time after its exposure in which a unit's tracked events count; default 30 min}
   */
  public Duration window() {
    return window;
  }

  /** {@return the probability of a false alarm, between 0 and 1; default 0.001} */
  public double alpha() {
    return alpha;
  }

  /** {@return the action on an alarm; default kill} */
  public Then then() {
    return then;
  }

  /** {@return the number of units that each group needs before a schedule advances; default 200} */
  public int min() {
    return min;
  }

  /**
   * {@return the number of harmed units in the worse group below which nothing halts; default 5}
   */
  public int atLeast() {
    return atLeast;
  }

  /**
   * {@return the time after a request's beginning at which it counts as failed if nothing of its
   * response has been sent; default 10 s, or {@link #slow()} if that is longer}
   */
  public Duration patience() {
    return patience;
  }

  /**
   * {@return the share of additional failing units, between 0 and 1, that must be excluded before a
   * schedule advances, or empty if {@link #min()} alone decides; default empty}
   */
  public OptionalDouble tolerance() {
    return tolerance;
  }

  /**
   * {@return the maximum number of failing units of one client address that count, or 0 for no
   * limit; default 0. Kept, but not in force in this version}
   */
  public int perAddress() {
    return perAddress;
  }

  /**
   * {@return whether another object is a guard with the same settings}
   *
   * @param other the other
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Guard guard && settings().equals(guard.settings());
  }

  /** {@return a hash of all settings} */
  @Override
  public int hashCode() {
    return settings().hashCode();
  }

  /** {@return all settings} */
  @Override
  public String toString() {
    return "Guard" + settings();
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("errors", errors);
    settings.put("slow", slowAuto ? "auto" : Objects.requireNonNullElse(slow, "none"));
    settings.put("metrics", metrics);
    settings.put("window", window);
    settings.put("alpha", alpha);
    settings.put("then", then);
    settings.put("min", min);
    settings.put("atLeast", atLeast);
    settings.put("patience", patience);
    settings.put("tolerance", tolerance);
    settings.put("perAddress", perAddress);
    return settings;
  }

  /** A builder of guards. Not thread-safe; may be used again after {@link #build}. */
  public static final class Builder {
    private boolean errors = true;
    private @Nullable Duration slow;
    private boolean slowAuto;
    private Map<String, Direction> metrics = Map.of();
    private Duration window = DEFAULT_WINDOW;
    private double alpha = 0.001;
    private Then then = Then.KILL;
    private int min = 200;
    private int atLeast = 5;
    private @Nullable Duration patience;
    private OptionalDouble tolerance = OptionalDouble.empty();
    private int perAddress;

    private Builder() {}

    private Builder(Guard guard) {
      this.errors = guard.errors;
      this.slow = guard.slow;
      this.slowAuto = guard.slowAuto;
      this.metrics = guard.metrics;
      this.window = guard.window;
      this.alpha = guard.alpha;
      this.then = guard.then;
      this.min = guard.min;
      this.atLeast = guard.atLeast;
      this.patience = guard.patience.equals(patience()) ? null : guard.patience;
      this.tolerance = guard.tolerance;
      this.perAddress = guard.perAddress;
    }

    /**
     * {@return this builder, with or without failed requests}
     *
     * @param count whether failed requests count
     */
    public Builder errors(boolean count) {
      this.errors = count;
      return this;
    }

    /**
     * {@return this builder, with a fixed limit for the durations of requests}
     *
     * @param limit the duration above which a request counts as slow, positive and not over the
     *     patience, or null if none does
     */
    public Builder slow(@Nullable Duration limit) {
      this.slow = limit;
      this.slowAuto = false;
      return this;
    }

    /** {@return this builder, which compares the durations of requests without a fixed limit} */
    public Builder slowAuto() {
      this.slow = null;
      this.slowAuto = true;
      return this;
    }

    /**
     * {@return this builder, with another business metric}
     *
     * @param event the name of the tracked event, such as {@code purchase}
     * @param harmful the direction that is harmful
     */
    public Builder metric(String event, Direction harmful) {
      Map<String, Direction> more = new TreeMap<>(metrics);
      more.put(event, harmful);
      return metrics(more);
    }

    /**
     * {@return this builder, with all business metrics}
     *
     * @param byEvent the harmful directions by the names of the tracked events, at most 10
     */
    public Builder metrics(Map<String, Direction> byEvent) {
      this.metrics = new TreeMap<>(byEvent);
      return this;
    }

    /**
     * {@return this builder, with the time after its exposure in which a unit's events count}
     *
     * @param duration positive, at most 30 days
     */
    public Builder window(Duration duration) {
      this.window = duration;
      return this;
    }

    /**
     * {@return this builder, with the probability of a false alarm}
     *
     * @param probability between 0 and 1, both exclusive
     */
    public Builder alpha(double probability) {
      this.alpha = probability;
      return this;
    }

    /**
     * {@return this builder, with the action on an alarm}
     *
     * @param action the action
     */
    public Builder then(Then action) {
      this.then = action;
      return this;
    }

    /**
     * {@return this builder, with the number of units that each group needs before a schedule
     * advances}
     *
     * @param units 0 or more
     */
    public Builder min(int units) {
      this.min = units;
      return this;
    }

    /**
     * {@return this builder, with the number of harmed units in the worse group below which nothing
     * halts}
     *
     * @param units 1 or more
     */
    public Builder atLeast(int units) {
      this.atLeast = units;
      return this;
    }

    /**
     * {@return this builder, with the time after which an unanswered request counts as failed}
     *
     * @param duration positive, at most an hour
     */
    public Builder patience(Duration duration) {
      this.patience = duration;
      return this;
    }

    /**
     * {@return this builder, with the share of additional failing units that must be excluded
     * before a schedule advances}
     *
     * @param share between 0 and 1, both exclusive
     */
    public Builder tolerance(double share) {
      this.tolerance = OptionalDouble.of(share);
      return this;
    }

    /** {@return this builder, without a tolerance} */
    public Builder noTolerance() {
      this.tolerance = OptionalDouble.empty();
      return this;
    }

    /**
     * {@return this builder, with the maximum number of failing units of one client address}
     *
     * @param units the maximum, or 0 for no limit
     */
    public Builder perAddress(int units) {
      this.perAddress = units;
      return this;
    }

    /**
     * {@return the guard}
     *
     * @throws InvalidFlagsException with all problems; their pointers name the settings
     */
    public Guard build() {
      return new Guard(checked());
    }

    private Duration patience() {
      if (patience != null) {
        return patience;
      }
      return slow != null && slow.compareTo(DEFAULT_PATIENCE) > 0 ? slow : DEFAULT_PATIENCE;
    }

    private Builder checked() {
      GuardCheck check = new GuardCheck();
      check.slow(slow, patience());
      check.metrics(metrics, window);
      check.shares(alpha, tolerance);
      check.counts(min, atLeast, perAddress);
      check.done();
      return this;
    }
  }
}
