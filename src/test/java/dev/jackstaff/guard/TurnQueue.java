package dev.jackstaff.guard;

import java.util.Arrays;

/**
 * The next request of each user, the earliest first: a calendar of short lists, since a simulation
 * spends most of its time here.
 */
final class TurnQueue {
  private static final int DAYS = 1 << 13;
  private static final int NONE = -1;

  private final double width;
  private final int[] heads = new int[DAYS];
  private final int[] next;
  private final double[] times;
  private long day;

  /**
   * Creates an empty queue.
   *
   * @param users the number of users
   * @param meanGap the mean time between two requests of any users
   */
  TurnQueue(int users, double meanGap) {
    this.width = 2 * meanGap;
    this.next = new int[users];
    this.times = new double[users];
    Arrays.fill(heads, NONE);
  }

  void add(double time, int user) {
    int place = place(day(time));
    times[user] = time;
    next[user] = heads[place];
    heads[place] = user;
  }

  double time(int user) {
    return times[user];
  }

  /** Removes the user with the earliest request; there must be one. */
  int remove() {
    while (true) {
      int place = place(day);
      int earliest = NONE;
      for (int user = heads[place]; user != NONE; user = next[user]) {
        if (day(times[user]) == day && (earliest == NONE || times[user] < times[earliest])) {
          earliest = user;
        }
      }
      if (earliest != NONE) {
        unlink(place, earliest);
        return earliest;
      }
      day++;
    }
  }

  private void unlink(int place, int user) {
    if (heads[place] == user) {
      heads[place] = next[user];
      return;
    }
    int before = heads[place];
    while (next[before] != user) {
      before = next[before];
    }
    next[before] = next[user];
  }

  private long day(double time) {
    return (long) (time / width);
  }

  private static int place(long day) {
    return (int) day & DAYS - 1;
  }
}
