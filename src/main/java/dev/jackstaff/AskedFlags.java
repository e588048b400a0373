package dev.jackstaff;

import dev.jackstaff.internal.eval.FlagTable;
import dev.jackstaff.internal.eval.Place;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.Consumer;

/**
 * Which flags the code of one request has asked for; bits beside the evaluation, which stays
 * immutable. Several threads of one request may mark.
 */
final class AskedFlags {
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  private final FlagTable table;
  private final long[] bits;
  private final boolean outside;

  AskedFlags(FlagTable table) {
    this(table, false);
  }

  private AskedFlags(FlagTable table, boolean outside) {
    this.table = table;
    this.outside = outside;
    this.bits = new long[(table.flags() + 63) >> 6];
  }

  /** For an evaluation that no request has. */
  static AskedFlags outside(FlagTable table) {
    return new AskedFlags(table, true);
  }

  boolean isOutside() {
    return outside;
  }

  /** Whether it is the first time. */
  boolean mark(Place place) {
    int word = place.index() >> 6;
    long bit = 1L << place.index();
    // The second time the bit is there, and a plain read is all that it costs.
    return (bits[word] & bit) == 0 && ((long) WORD.getAndBitwiseOr(bits, word, bit) & bit) == 0;
  }

  boolean contains(Place place) {
    return ((long) WORD.getOpaque(bits, place.index() >> 6) & 1L << place.index()) != 0;
  }

  List<String> names() {
    return table.places().stream().filter(this::contains).map(Place::name).toList();
  }

  void forEach(Consumer<Place> taker) {
    for (int word = 0; word < bits.length; word++) {
      long left = (long) WORD.getOpaque(bits, word);
      while (left != 0) {
        taker.accept(table.at((word << 6) + Long.numberOfTrailingZeros(left)));
        left &= left - 1;
      }
    }
  }
}
