package dev.jackstaff.benchmark;

import java.util.Locale;

/** The number of users who come in turn, all of them seen before. */
public enum UserCount implements Subject {
  USERS_1000(1_000),
  USERS_4000(4_000),
  USERS_10000(10_000);

  private final int users;

  UserCount(int users) {
    this.users = users;
  }

  int users() {
    return users;
  }

  @Override
  public String title() {
    return String.format(Locale.ROOT, "%,d users in turn", users);
  }
}
