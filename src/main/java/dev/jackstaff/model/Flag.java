package dev.jackstaff.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The definition of a flag. Immutable; validated on construction.
 *
 * <p>A property that is not set has the default that its description names.
 *
 * @param name 1 to 100 characters of {@code A-Z a-z 0-9 _ . : -}, the first a letter, digit or
 *     {@code _}
 * @param enabled whether it is on if nothing else decides; default off
 * @param users ids for which it is always on; default none
 * @param percentage 0 to 100, the percentage of users for whom it is on; default not set
 * @param schedule a percentage that rises over time, instead of {@code percentage}; default null
 * @param rules the rules, of which the first that applies decides; default none
 * @param variants the variants that it can serve while it is on; default none
 * @param requires other flags that must be on or off; default none
 * @param bucketBy the attribute that is hashed; default {@code id}
 * @param salt the text that is hashed before the attribute; default the flag's name
 * @param layer the part of a layer that the flag's users are taken from, or null; default null
 * @param killed the kill if the flag is killed, or null; default null
 * @param guard the guard that stops a harmful rollout, or null; default null
 * @param type the purpose of the flag; default release
 * @param about the descriptive metadata; default empty
 */
public record Flag(
    String name,
    boolean enabled,
    Set<String> users,
    OptionalDouble percentage,
    @Nullable Schedule schedule,
    List<Rule> rules,
    List<Variant> variants,
    List<Requirement> requires,
    String bucketBy,
    String salt,
    @Nullable Layer layer,
    @Nullable Kill killed,
    @Nullable Guard guard,
    FlagType type,
    About about) {

  /**
   * Copies the collections and validates the flag.
   *
   * @param name as above
   * @param enabled as above
   * @param users as above
   * @param percentage as above
   * @param schedule as above
   * @param rules as above
   * @param variants as above
   * @param requires as above
   * @param bucketBy as above
   * @param salt as above
   * @param layer as above
   * @param killed as above
   * @param guard as above
   * @param type as above
   * @param about as above
   * @throws InvalidFlagsException with all problems
   */
  public Flag {
    users =
        users.isEmpty()
            ? Collections.emptySet()
            : Collections.unmodifiableSet(new LinkedHashSet<>(users));
    rules = List.copyOf(rules);
    variants = List.copyOf(variants);
    requires = List.copyOf(requires);
    FlagCheck check = new FlagCheck(name);
    check.name();
    check.percentage(percentage, schedule);
    check.variants(variants);
    check.rules(rules, variants);
    check.bucketBy(bucketBy);
    check.layer(layer);
    check.done();
  }

  /**
   * {@return a flag that is on for all users}
   *
   * @param name its name
   */
  public static Flag on(String name) {
    return builder(name).enabled(true).build();
  }

  /**
   * {@return a flag that is off for all users}
   *
   * @param name its name
   */
  public static Flag off(String name) {
    return builder(name).build();
  }

  /**
   * {@return a flag that is on for a percentage of the users}
   *
   * @param name its name
   * @param percentage 0 to 100
   */
  public static Flag percentage(String name, double percentage) {
    return builder(name).percentage(percentage).build();
  }

  /**
   * {@return a flag that is on for certain users}
   *
   * @param name its name
   * @param ids their ids
   */
  public static Flag users(String name, String... ids) {
    return builder(name).users(ids).build();
  }

  /**
   * {@return a builder of a flag that is off}
   *
   * @param name its name
   */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /** {@return a builder with all properties of this flag} */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** {@return the names of the segments that its rules and its schedule use} */
  public Set<String> segments() {
    Set<String> names = new LinkedHashSet<>();
    rules.forEach(rule -> names.addAll(rule.condition().segments()));
    if (schedule != null) {
      names.addAll(schedule.audiences(schedule.steps().size()));
    }
    return names;
  }

  /** {@return whether the flag is killed} */
  public boolean isKilled() {
    return killed != null;
  }

  /** A builder of flags. Not thread-safe; may be used again after {@link #build}. */
  public static final class Builder {
    private final String name;
    private boolean enabled;
    private Set<String> users = Set.of();
    private OptionalDouble percentage = OptionalDouble.empty();
    private @Nullable Schedule schedule;
    private List<Rule> rules = List.of();
    private List<Variant> variants = List.of();
    private List<Requirement> requires = List.of();
    private String bucketBy = "id";
    private String salt;
    private @Nullable Layer layer;
    private @Nullable Kill killed;
    private @Nullable Guard guard;
    private FlagType type = FlagType.RELEASE;
    private About about = About.NOTHING;

    private Builder(String name) {
      this.name = name;
      this.salt = name;
    }

    private Builder(Flag flag) {
      this.name = flag.name;
      this.enabled = flag.enabled;
      this.users = flag.users;
      this.percentage = flag.percentage;
      this.schedule = flag.schedule;
      this.rules = flag.rules;
      this.variants = flag.variants;
      this.requires = flag.requires;
      this.bucketBy = flag.bucketBy;
      this.salt = flag.salt;
      this.layer = flag.layer;
      this.killed = flag.killed;
      this.guard = flag.guard;
      this.type = flag.type;
      this.about = flag.about;
    }

    /**
     * {@return this builder, with the default that applies if nothing else decides}
     *
     * @param on on or off
     */
    public Builder enabled(boolean on) {
      this.enabled = on;
      return this;
    }

    /**
     * {@return this builder, with the users for whom the flag is always on}
     *
     * @param ids their ids
     */
    public Builder users(String... ids) {
      return users(List.of(ids));
    }

    /**
     * {@return this builder, with the users for whom the flag is always on}
     *
     * @param ids their ids
     */
    public Builder users(Collection<String> ids) {
      this.users = new LinkedHashSet<>(ids);
      return this;
    }

    /**
     * {@return this builder, with a percentage}
     *
     * @param share 0 to 100, checked by {@link #build}
     */
    public Builder percentage(double share) {
      this.percentage = OptionalDouble.of(share);
      return this;
    }

    /** {@return this builder, without a percentage} */
    public Builder noPercentage() {
      this.percentage = OptionalDouble.empty();
      return this;
    }

    /**
     * {@return this builder, with a schedule}
     *
     * @param ramp the schedule, or null for none
     */
    public Builder schedule(@Nullable Schedule ramp) {
      this.schedule = ramp;
      return this;
    }

    /**
     * {@return this builder, with its rules}
     *
     * @param inOrder all of them
     */
    public Builder rules(List<Rule> inOrder) {
      this.rules = List.copyOf(inOrder);
      return this;
    }

    /**
     * {@return this builder, with another rule after the existing ones}
     *
     * @param rule the rule
     */
    public Builder rule(Rule rule) {
      this.rules = append(rules, rule);
      return this;
    }

    /**
     * {@return this builder, with its variants}
     *
     * @param inOrder all of them
     */
    public Builder variants(List<Variant> inOrder) {
      this.variants = List.copyOf(inOrder);
      return this;
    }

    /**
     * {@return this builder, with another variant after the existing ones}
     *
     * @param variant the variant
     */
    public Builder variant(Variant variant) {
      this.variants = append(variants, variant);
      return this;
    }

    /**
     * {@return this builder, with the flags that it requires}
     *
     * @param names the flags' names, preceded by {@code !} if the flag must be off
     */
    public Builder requires(String... names) {
      return requires(List.of(names).stream().map(Requirement::parse).toList());
    }

    /**
     * {@return this builder, with the flags that it requires}
     *
     * @param all the requirements
     */
    public Builder requires(List<Requirement> all) {
      this.requires = List.copyOf(all);
      return this;
    }

    /**
     * {@return this builder, with the attribute that is hashed}
     *
     * @param attribute its name
     */
    public Builder bucketBy(String attribute) {
      this.bucketBy = attribute;
      return this;
    }

    /**
     * {@return this builder, with the text that is hashed instead of the name; another salt
     * re-buckets all users}
     *
     * @param text the salt
     */
    public Builder salt(String text) {
      this.salt = text;
      return this;
    }

    /**
     * {@return this builder, with the part of a layer that the flag's users are taken from}
     *
     * @param part the part, or null for all users
     */
    public Builder layer(@Nullable Layer part) {
      this.layer = part;
      return this;
    }

    /**
     * {@return this builder, killed or re-enabled}
     *
     * @param kill the kill, or null to re-enable the flag
     */
    public Builder killed(@Nullable Kill kill) {
      this.killed = kill;
      return this;
    }

    /**
     * {@return this builder, with a guard}
     *
     * @param stop the guard, or null for none
     */
    public Builder guard(@Nullable Guard stop) {
      this.guard = stop;
      return this;
    }

    /**
     * {@return this builder, with the flag's type}
     *
     * @param why the type
     */
    public Builder type(FlagType why) {
      this.type = why;
      return this;
    }

    /**
     * {@return this builder, with the descriptive metadata}
     *
     * @param facts the metadata
     */
    public Builder about(About facts) {
      this.about = facts;
      return this;
    }

    /**
     * {@return the flag}
     *
     * @throws InvalidFlagsException with all problems
     */
    public Flag build() {
      return new Flag(
          name,
          enabled,
          users,
          percentage,
          schedule,
          rules,
          variants,
          requires,
          bucketBy,
          salt,
          layer,
          killed,
          guard,
          type,
          about);
    }

    private static <T> List<T> append(List<T> list, T item) {
      List<T> longer = new ArrayList<>(list);
      longer.add(item);
      return longer;
    }
  }
}
