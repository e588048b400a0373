package dev.jackstaff.model;

/**
 * What is served to users for whom a condition holds. The first rule that applies decides.
 *
 * @param condition for whom
 * @param outcome what
 */
public record Rule(Condition condition, Outcome outcome) {
  /** What a rule serves. */
  public sealed interface Outcome {}

  /**
   * On or off.
   *
   * @param on which
   */
  public record Enabled(boolean on) implements Outcome {}

  /**
   * On for a share of the users; applies only where there is a bucketing id.
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
   * On, with a certain variant.
   *
   * @param name the variant's name
   */
  public record Serve(String name) implements Outcome {}

  /**
   * {@return a rule that turns the flag on or off}
   *
   * @param condition for whom
   * @param on on or off
   */
  public static Rule enabled(Condition condition, boolean on) {
    return new Rule(condition, new Enabled(on));
  }

  /**
   * {@return a rule that turns the flag on for a share of the users}
   *
   * @param condition for whom
   * @param percentage 0 to 100
   */
  public static Rule percentage(Condition condition, double percentage) {
    return new Rule(condition, new Percentage(percentage));
  }

  /**
   * {@return a rule that serves a variant}
   *
   * @param condition for whom
   * @param name the variant's name
   */
  public static Rule variant(Condition condition, String name) {
    return new Rule(condition, new Serve(name));
  }
}
