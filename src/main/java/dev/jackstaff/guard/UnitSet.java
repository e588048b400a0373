package dev.jackstaff.guard;

import java.util.function.LongConsumer;

/**
 * A set of hashed units, in one array. A hash is already well spread, so its low bits are the index
 * at which the search begins. Not thread-safe.
 */
final class UnitSet {
  private static final int MIN_CAPACITY = 16;

  /** The slots; 0 marks a free slot, since no unit has the hash 0. */
  private long[] places = new long[MIN_CAPACITY];

  private int size;

  int size() {
    return size;
  }

  boolean contains(long unit) {
    return places[place(unit)] == unit;
  }

  /** Adds a unit; returns true if it was not in the set. */
  boolean add(long unit) {
    int place = place(unit);
    if (places[place] == unit) {
      return false;
    }
    places[place] = unit;
    size++;
    if (2 * size > places.length) {
      grow();
    }
    return true;
  }

  void forEach(LongConsumer taker) {
    for (long unit : places) {
      if (unit != 0) {
        taker.accept(unit);
      }
    }
  }

  long[] toArray() {
    long[] units = new long[size];
    int next = 0;
    for (long unit : places) {
      if (unit != 0) {
        units[next++] = unit;
      }
    }
    return units;
  }

  private int place(long unit) {
    int mask = places.length - 1;
    int place = (int) unit & mask;
    while (places[place] != 0 && places[place] != unit) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    long[] old = places;
    places = new long[2 * old.length];
    for (long unit : old) {
      if (unit != 0) {
        places[place(unit)] = unit;
      }
    }
  }
}
