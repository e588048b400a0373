package dev.jackstaff.internal.eval;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Places by their flags' names; what {@code Flags.on} looks into, so it is laid for few dependent
 * reads: one array, at most a quarter full, where a place lies at the hash of its name or in the
 * next free field. Immutable. Not final only for a test that counts.
 */
class PlacesByName {
  /** 2^32 over the golden ratio: spreads names that differ in their last letters only. */
  private static final int SPREAD = 0x9E3779B9;

  private final @Nullable Place[] fields;
  private final int shift;

  /** The last of equal names stays. */
  PlacesByName(List<Place> places) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(4 * Math.max(1, places.size()));
    this.fields = new Place[1 << bits];
    this.shift = Integer.SIZE - bits;
    places.forEach(this::put);
  }

  private void put(Place place) {
    fields[field(place.name())] = place;
  }

  /** The place of a name, or null. */
  @Nullable Place find(String name) {
    return fields[field(name)];
  }

  /** Where a name is, or would be; ends, since most fields are free. */
  private int field(String name) {
    int field = (Objects.hashCode(name) * SPREAD) >>> shift;
    Place place = fields[field];
    while (place != null && !place.name().equals(name)) {
      field = (field + 1) & (fields.length - 1);
      place = fields[field];
    }
    return field;
  }
}
