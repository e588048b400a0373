package dev.jackstaff.sample;

import java.util.Locale;

/** An amount of money, in cents. */
record Price(int cents) {
  static final Price FREE = new Price(0);

  Price plus(Price other) {
    return new Price(cents + other.cents);
  }

  Price less(int percent) {
    return new Price(cents - cents * percent / 100);
  }

  @Override
  public String toString() {
    return cents == 0 ? "free" : String.format(Locale.ROOT, "€ %d.%02d", cents / 100, cents % 100);
  }
}
