package dev.jackstaff.experiment;

/**
 * The number of users that are still needed until a relative lift of a given size would be shown
 * with a probability of about 80 %. Immutable.
 *
 * @param lift the relative lift, 0.05 for 5 %; a drop of the same size needs as many
 * @param users the number of further users over all variants; 0 if there are enough
 */
public record Forecast(double lift, long users) {
  /**
   * {@return the number of days until so many users have arrived}
   *
   * @param usersPerDay the number of new users a day; with 0 the result is infinite unless no users
   *     are needed
   */
  public double days(double usersPerDay) {
    return users == 0 ? 0 : users / usersPerDay;
  }
}
