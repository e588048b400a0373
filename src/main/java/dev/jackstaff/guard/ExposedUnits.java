package dev.jackstaff.guard;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The units for which one percentage decided, with a test of whether the sizes of their groups fit
 * the percentage. Not thread-safe.
 *
 * <p>The result of that test is needed at every look as well, so it is also a wager. Its list
 * contains the units that are certainly new: a hash below both limits that is not in its sketch was
 * never seen. The limits are known before the unit arrives, and its hash is independent of its
 * group, so each unit of the list is in the on-group with the percentage's probability.
 *
 * <p>The units of another node arrive all at once. The limits from before the merge apply to all of
 * them: a sketch that overflows during the merge lowers its own limit, and the group merged later
 * would have fewer units on the list.
 */
final class ExposedUnits {
  private final UnitSketch on = new UnitSketch();
  private final UnitSketch off = new UnitSketch();
  private long newOn;
  private long newOff;

  void see(boolean inOn, long unit) {
    boolean listed = unit < Math.min(on.limit(), off.limit());
    if ((inOn ? on : off).add(unit) && listed) {
      newOn += inOn ? 1 : 0;
      newOff += inOn ? 0 : 1;
    }
  }

  /** Merges the observations of another node; a unit that is already known counts once. */
  void merge(ExposedUnits other) {
    on.limit(other.on.limit());
    off.limit(other.off.limit());
    long sure = Math.min(on.limit(), off.limit());
    newOn += on.unknown(other.on, sure);
    newOff += off.unknown(other.off, sure);
    on.addAll(other.on);
    off.addAll(other.off);
  }

  long count(boolean inOn) {
    return (inOn ? on : off).count();
  }

  /** Returns the length of the list. */
  long listed() {
    return newOn + newOff;
  }

  /** Returns the evidence that the groups' sizes do not fit the share, in either direction. */
  double unevenness(double share) {
    return (EProcess.evidence(newOn, newOff, share) + EProcess.evidence(newOff, newOn, 1 - share))
        / 2;
  }

  int bytes() {
    return 16 + bytes(on) + bytes(off);
  }

  private static int bytes(UnitSketch sketch) {
    return 12 + 8 * sketch.units().length;
  }

  /** Writes the units; equal units give equal bytes. */
  void write(ByteBuffer to) {
    to.putLong(newOn).putLong(newOff);
    write(on, to);
    write(off, to);
  }

  private static void write(UnitSketch sketch, ByteBuffer to) {
    long[] units = sketch.units();
    Arrays.sort(units);
    to.putLong(sketch.limit()).putInt(units.length);
    for (long unit : units) {
      to.putLong(unit);
    }
  }

  static ExposedUnits read(ByteBuffer from) {
    ExposedUnits crowd = new ExposedUnits();
    crowd.newOn = from.getLong();
    crowd.newOff = from.getLong();
    read(crowd.on, from);
    read(crowd.off, from);
    return crowd;
  }

  private static void read(UnitSketch sketch, ByteBuffer from) {
    sketch.limit(from.getLong());
    int size = from.getInt();
    for (int i = 0; i < size; i++) {
      sketch.add(from.getLong());
    }
  }
}
