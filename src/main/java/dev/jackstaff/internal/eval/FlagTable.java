package dev.jackstaff.internal.eval;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The flags of a set that may be asked for, by name and in document order. Immutable, but for the
 * bits that are given to the first 64 flags that are asked for.
 */
public final class FlagTable {
  private final List<Place> places;
  private final PlacesByName byName;
  private final @Nullable Place[] byIndex;
  private final int flags;
  private final @Nullable CompiledFlags origin;
  private final AtomicInteger bits = new AtomicInteger();
  private final ConcurrentMap<Object, Object> conversions = new ConcurrentHashMap<>();

  /** The index of a place may run up to {@code flags}, over places that are not in the list. */
  FlagTable(List<Place> places, int flags, @Nullable CompiledFlags origin) {
    this.places = List.copyOf(places);
    this.flags = flags;
    this.origin = origin;
    this.byName = new PlacesByName(this.places);
    this.byIndex = new Place[flags];
    for (Place place : this.places) {
      byIndex[place.index()] = place;
    }
  }

  /**
   * {@return a table in which each flag's slot is its number and none is constant}
   *
   * @param names the flags' names in order
   */
  public static FlagTable dense(List<String> names) {
    return dense(names, null);
  }

  /**
   * {@return a table in which each flag's slot is its number and none is constant}
   *
   * @param names the flags' names in order
   * @param origin the set that decides some of them, or null
   */
  public static FlagTable dense(List<String> names, @Nullable CompiledFlags origin) {
    Map<String, Place> places = new LinkedHashMap<>();
    names.forEach(name -> places.put(name, new Place(name, places.size(), null, places.size())));
    return new FlagTable(List.copyOf(places.values()), places.size(), origin);
  }

  /** The same flags, each at the slot of its number. */
  FlagTable dense() {
    List<Place> dense =
        places.stream().map(p -> new Place(p.name(), p.index(), null, p.index())).toList();
    return new FlagTable(dense, flags, origin);
  }

  /**
   * {@return where a flag stands, or null if none has the name; one look-up}
   *
   * @param name the flag's name
   */
  public @Nullable Place find(String name) {
    return byName.find(name);
  }

  /**
   * {@return a bit that no other flag of this table has, or 0 if 64 have theirs}
   *
   * @param place a place of this table
   */
  public long bit(Place place) {
    place.takeBit(bits);
    return place.bit();
  }

  PlacesByName byName() {
    return byName;
  }

  /**
   * {@return the flag of a number}
   *
   * @param index the index of a place of this table
   */
  public Place at(int index) {
    return Objects.requireNonNull(byIndex[index]);
  }

  /** {@return all flags, in document order} */
  public List<Place> places() {
    return places;
  }

  /** {@return the set that decided, perhaps with other flag systems, or null if only these did} */
  public @Nullable CompiledFlags origin() {
    return origin;
  }

  /** {@return the number that every place's index is under} */
  public int flags() {
    return flags;
  }

  /** {@return values that were converted for users' types, since they are the same for all} */
  public ConcurrentMap<Object, Object> conversions() {
    return conversions;
  }

  /** How long all names are, joined by commas. */
  int nameBytes() {
    return places.stream().mapToInt(place -> place.name().length() + 1).sum();
  }
}
