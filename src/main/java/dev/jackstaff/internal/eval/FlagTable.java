package dev.jackstaff.internal.eval;

import dev.jackstaff.model.Decision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The visible flags of a set, by name and in document order. Immutable, except for the bits that
 * are assigned to the first 64 flags that are checked.
 */
public final class FlagTable {
  private final List<FlagSlot> places;
  private final SlotsByName byName;
  private final @Nullable FlagSlot[] byIndex;
  private final int flags;
  private final int constantNameBytes;
  private final @Nullable CompiledFlags origin;
  private final AtomicInteger bits = new AtomicInteger();
  private final ConcurrentMap<Object, Object> conversions = new ConcurrentHashMap<>();

  /**
   * Creates a table. The index of a place may be any number below {@code flags}, since some flags
   * of the set are not visible.
   */
  FlagTable(List<FlagSlot> places, int flags, @Nullable CompiledFlags origin) {
    this.places = List.copyOf(places);
    this.flags = flags;
    this.origin = origin;
    this.byName = new SlotsByName(this.places);
    this.byIndex = new FlagSlot[flags];
    int names = 0;
    for (FlagSlot place : this.places) {
      byIndex[place.index()] = place;
      Decision constant = place.constant();
      names += constant != null && constant.on() ? place.name().length() + 1 : 0;
    }
    this.constantNameBytes = names;
  }

  /**
   * {@return a table in which each flag's slot is its index and no flag is constant}
   *
   * @param names the flags' names in order
   */
  public static FlagTable dense(List<String> names) {
    return dense(names, null);
  }

  /**
   * {@return a table in which each flag's slot is its index and no flag is constant}
   *
   * @param names the flags' names in order
   * @param origin the set that evaluates some of them, or null
   */
  public static FlagTable dense(List<String> names, @Nullable CompiledFlags origin) {
    Map<String, FlagSlot> places = new LinkedHashMap<>();
    names.forEach(name -> places.put(name, new FlagSlot(name, places.size(), null, places.size())));
    return new FlagTable(List.copyOf(places.values()), places.size(), origin);
  }

  /** Returns the same flags, each with its index as slot. */
  FlagTable dense() {
    List<FlagSlot> dense =
        places.stream().map(p -> new FlagSlot(p.name(), p.index(), null, p.index())).toList();
    return new FlagTable(dense, flags, origin);
  }

  /**
   * {@return the place of a flag, or null if no flag has the name; costs one look-up}
   *
   * @param name the flag's name
   */
  public @Nullable FlagSlot find(String name) {
    return byName.find(name);
  }

  /**
   * {@return the bit of a flag, which no other flag of this table has; 0 if all 64 bits are
   * assigned}
   *
   * @param place a place of this table
   */
  public long bit(FlagSlot place) {
    place.takeBit(bits);
    return place.bit();
  }

  SlotsByName byName() {
    return byName;
  }

  /**
   * {@return the flag with an index}
   *
   * @param index the index of a place of this table
   */
  public FlagSlot at(int index) {
    return Objects.requireNonNull(byIndex[index]);
  }

  /** {@return all flags, in document order} */
  public List<FlagSlot> places() {
    return places;
  }

  /**
   * {@return the set that made the decisions, perhaps together with other flag systems, or null if
   * only those did}
   */
  public @Nullable CompiledFlags origin() {
    return origin;
  }

  /** {@return the upper bound, exclusive, of all indexes} */
  public int flags() {
    return flags;
  }

  /**
   * {@return the values that were converted to types of the application; they are the same for all
   * users}
   */
  public ConcurrentMap<Object, Object> conversions() {
    return conversions;
  }

  /** Returns the length of the names of the flags that are on for all users. */
  int constantNameBytes() {
    return constantNameBytes;
  }

  /** Returns the length of all names, joined by commas. */
  int nameBytes() {
    return places.stream().mapToInt(place -> place.name().length() + 1).sum();
  }
}
