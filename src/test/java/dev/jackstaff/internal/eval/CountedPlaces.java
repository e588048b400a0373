package dev.jackstaff.internal.eval;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/** Counts how often a table is asked for a name. */
public final class CountedPlaces extends PlacesByName {
  private int lookUps;

  private CountedPlaces(FlagTable table) {
    super(table.places());
  }

  /** Takes the place of a table's own. */
  public static CountedPlaces in(FlagTable table) throws ReflectiveOperationException {
    CountedPlaces places = new CountedPlaces(table);
    Field byName = FlagTable.class.getDeclaredField("byName");
    byName.setAccessible(true);
    byName.set(table, places);
    return places;
  }

  @Override
  @Nullable Place find(String name) {
    lookUps++;
    return super.find(name);
  }

  public int lookUps() {
    return lookUps;
  }
}
