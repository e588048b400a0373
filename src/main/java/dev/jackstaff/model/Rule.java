package dev.jackstaff.model;

/**
 * An outcome for users for whom a condition holds. The first rule that applies decides.
 *
 * @param condition the condition on the user
 * @param outcome the outcome for these users
 */
public record Rule(Condition condition, Outcome outcome) {
  /** The outcome of a rule. */
  public sealed interface Outcome {}

  /**
   * An outcome that turns the flag on or off.
   *
   * @param on whether the flag is on
   */
  public record Enabled(boolean on) implements Outcome {}

  /**
   * An outcome that turns the flag on for a percentage of the users. It applies only if the user
   * has a bucketing id.
   *
   * @param percentage 0 to 100
   */
  public record Percentage(double percentage) implements Outcome {
    /**
     * Checks the range.
     *
     * @param percentage as above
     */
    public Percentage {
      Percentages.check(percentage);
    }
  }

  /**
   * An outcome that turns the flag on with a certain variant.
   *
   * @param name the variant's name
   */
  public record Serve(String name) implements Outcome {}

  /**
   * {@return a rule that turns the flag whether the flag is on}
   *
   * @param condition the condition on the user
   * @param on on or off
   */
  public static Rule enabled(Condition condition, boolean on) {
    return new Rule(condition, new Enabled(on));
  }

  /**
   * {@return a rule that turns the flag on for a percentage of the users}
   *
   * @param condition the condition on the user
   * @param percentage 0 to 100
   */
  public static Rule percentage(Condition condition, double percentage) {
    return new Rule(condition, new Percentage(percentage));
  }

  /**
   * {@return a rule that serves a variant}
   *
   * @param condition the condition on the user
   * @param name the variant's name
   */
  public static Rule variant(Condition condition, String name) {
    return new Rule(condition, new Serve(name));
  }
}
