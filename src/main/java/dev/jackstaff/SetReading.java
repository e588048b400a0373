package dev.jackstaff;

import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.FlagStore;
import java.util.concurrent.atomic.AtomicLong;

/** A set, with a number that is higher than that of every set that was read before it. */
record SetReading(FlagSet set, long number) {
  static SetReading of(FlagStore origin, AtomicLong readings) {
    while (true) {
      long number = readings.incrementAndGet();
      FlagSet set = origin.flags();
      if (readings.get() == number) {
        return new SetReading(set, number);
      }
    }
  }
}
