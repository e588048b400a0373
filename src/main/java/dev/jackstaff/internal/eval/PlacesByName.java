package dev.jackstaff.internal.eval;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Places by their flags' names; what {@code Flags.on} looks into, so it is laid for few dependent
 * reads: one array, at most a quarter full, where a place lies at the hash of its name or in the
 * next free field. Immutable. An {@link Answer} holds the array itself, which spares it one read
 * more.
 */
final class PlacesByName {
  /** 2^32 over the golden ratio: spreads names that differ in their last letters only. */
  private static final int SPREAD = 0x9E3779B9;

  final @Nullable Place[] fields;

  /** How far a hash is shifted to be the number of a field. */
  final int shift;

  /** The last of equal names stays. */
  PlacesByName(List<Place> places) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(4 * Math.max(1, places.size()));
    this.fields = new Place[1 << bits];
    this.shift = Integer.SIZE - bits;
    for (Place place : places) {
      fields[field(fields, shift, place.name())] = place;
    }
  }

  /** The place of a name, or null. */
  @Nullable Place find(String name) {
    return find(fields, shift, name);
  }

  /** The place of a name in such an array, or null. */
  static @Nullable Place find(@Nullable Place[] fields, int shift, String name) {
    return fields[field(fields, shift, name)];
  }

  /** Where a name is, or would be; ends, since most fields are free. */
  private static int field(@Nullable Place[] fields, int shift, String name) {
    int field = (Objects.hashCode(name) * SPREAD) >>> shift;
    Place place = fields[field];
    while (place != null && !place.name().equals(name)) {
      field = (field + 1) & (fields.length - 1);
      place = fields[field];
    }
    return field;
  }
}
