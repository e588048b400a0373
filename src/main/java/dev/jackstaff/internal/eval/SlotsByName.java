package dev.jackstaff.internal.eval;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The places by their flags' names. {@code Flags.on} reads this, so it is designed for few
 * dependent reads: one array, at most a quarter full, in which a place is at the hash of its name
 * or in the next free field. Immutable. An {@link Decisions} holds the array itself, which saves
 * one more read.
 */
final class SlotsByName {
  /**
   * 2^32 divided by the golden ratio; it distributes names that differ only in their last letters.
   */
  private static final int SPREAD = 0x9E3779B9;

  final @Nullable FlagSlot[] fields;

  /** The number of bits by which a hash is shifted to obtain the index of a field. */
  final int shift;

  /** Creates the array; of places with equal names, the last one is kept. */
  SlotsByName(List<FlagSlot> places) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(4 * Math.max(1, places.size()));
    this.fields = new FlagSlot[1 << bits];
    this.shift = Integer.SIZE - bits;
    for (FlagSlot place : places) {
      fields[field(fields, shift, place.name())] = place;
    }
  }

  /** Returns the place of a name, or null. */
  @Nullable FlagSlot find(String name) {
    return find(fields, shift, name);
  }

  /** Returns the place of a name in such an array, or null. */
  static @Nullable FlagSlot find(@Nullable FlagSlot[] fields, int shift, String name) {
    return fields[field(fields, shift, name)];
  }

  /**
   * Returns the field in which a name is or would be. The loop ends, since most fields are free.
   */
  private static int field(@Nullable FlagSlot[] fields, int shift, String name) {
    int field = (Objects.hashCode(name) * SPREAD) >>> shift;
    FlagSlot place = fields[field];
    while (place != null && !place.name().equals(name)) {
      field = (field + 1) & (fields.length - 1);
      place = fields[field];
    }
    return field;
  }
}
