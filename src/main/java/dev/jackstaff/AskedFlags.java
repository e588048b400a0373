package dev.jackstaff;

import dev.jackstaff.internal.eval.FlagTable;
import dev.jackstaff.internal.eval.Place;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

/**
 * Which flags the code of one request has asked for; bits beside the evaluation, which stays
 * immutable. Several threads of one request may mark.
 */
final class AskedFlags {
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  private final FlagTable table;
  private final long[] bits;

  AskedFlags(FlagTable table) {
    this.table = table;
    this.bits = new long[(table.flags() + 63) >> 6];
  }

  void mark(Place place) {
    int word = place.index() >> 6;
    long bit = 1L << place.index();
    // The second time the bit is there, and a plain read is all that it costs.
    if ((bits[word] & bit) == 0) {
      WORD.getAndBitwiseOr(bits, word, bit);
    }
  }

  boolean contains(Place place) {
    return ((long) WORD.getOpaque(bits, place.index() >> 6) & 1L << place.index()) != 0;
  }

  List<String> names() {
    return table.places().stream().filter(this::contains).map(Place::name).toList();
  }
}
