package dev.jackstaff.guard;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets at most so many units of one client address count for a signal, the first ones to be hit in
 * the order of the beginnings. Not thread-safe.
 *
 * <p>A unit's address and its place among those of the address are the same whichever arm the unit
 * is in, as long as the flag changes nothing. So the limit removes units from the list without
 * regard to their arms, and those that remain are still in the on-group with the percentage's
 * probability. One limit for each arm would break that: the arm with fewer units would reach it
 * later.
 *
 * <p>The addresses are counted by each process for itself, so a client that is served by n nodes
 * has n times the limit. The {@value #MAX_ADDRESSES} addresses with the latest new units are known;
 * an address that was displaced begins anew.
 */
final class AddressLimit {
  static final int MAX_ADDRESSES = 1 << 14;

  private final int limit;

  /** The units that count for their address. */
  private final UnitFilter admitted = new UnitFilter();

  private final UnitSketch leftOut = new UnitSketch();
  private final Map<Long, Integer> units = new LinkedHashMap<>();
  private long admissions;
  private long unknown;

  /** Creates a limit; 0 is none. */
  AddressLimit(int limit) {
    this.limit = limit;
  }

  /** Records that a request has ended; notices requests without an address. */
  void served(long address) {
    unknown += limit > 0 && address == 0 ? 1 : 0;
  }

  /**
   * Returns whether a unit may count for a signal; once it may, it always may.
   *
   * @param address the hash of the client's address, or 0 if it is not known
   */
  boolean admits(long unit, long address, int signal) {
    if (limit == 0 || address == 0) {
      return true;
    }
    long place = UnitHash.mix(address, signal);
    long key = UnitHash.mix(unit, place);
    if (admitted.contains(key)) {
      return true;
    }
    if (units.getOrDefault(place, 0) >= limit) {
      leftOut.add(key);
      return false;
    }
    admitted.add(key);
    admissions++;
    count(place);
    return true;
  }

  private void count(long place) {
    Integer before = units.remove(place);
    units.put(place, before == null ? 1 : before + 1);
    if (units.size() > MAX_ADDRESSES) {
      units.remove(units.keySet().iterator().next());
    }
  }

  int addresses() {
    return units.size();
  }

  /** Returns why the limit is not what its owner wants, or an empty text. */
  String note() {
    if (unknown > 0) {
      return "perAddress has no effect, since the filter does not report the clients' addresses;"
          + " set clientAddress";
    }
    long out = leftOut.count();
    return out <= Math.max(limit, admissions)
        ? ""
        : "perAddress leaves most affected users out ("
            + out
            + " of "
            + (out + admissions)
            + "): many share an address; behind a proxy, set clientAddress=forwarded";
  }
}
