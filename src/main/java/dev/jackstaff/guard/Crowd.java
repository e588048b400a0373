package dev.jackstaff.guard;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The units that one percentage has decided for, and whether their groups are what it says. Not
 * thread-safe.
 *
 * <p>That has to be known at every look too, so it is a wager as well. Its list is of new units, as
 * far as the sketches are sure of that: a hash under both limits that is not in its sketch was
 * never seen. The limits are known before the unit comes, and its hash says nothing about its
 * group, so each is in the on-group with the percentage's probability.
 *
 * <p>The units of another node come all at once. For all of them count the limits of before: a
 * sketch that overflows on the way lowers its own, and whichever group came later would have fewer
 * on the list.
 */
final class Crowd {
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

  /** Takes what another node has seen; who is known already counts once. */
  void merge(Crowd other) {
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

  /** How long the list is. */
  long listed() {
    return newOn + newOff;
  }

  /** The evidence that the groups are not what the share says, to either side. */
  double unevenness(double share) {
    return (Wager.evidence(newOn, newOff, share) + Wager.evidence(newOff, newOn, 1 - share)) / 2;
  }

  int bytes() {
    return 16 + bytes(on) + bytes(off);
  }

  private static int bytes(UnitSketch sketch) {
    return 12 + 8 * sketch.units().length;
  }

  /** The same crowd gives the same bytes. */
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

  static Crowd read(ByteBuffer from) {
    Crowd crowd = new Crowd();
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
