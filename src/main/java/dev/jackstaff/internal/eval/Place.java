package dev.jackstaff.internal.eval;

import dev.jackstaff.model.Decision;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Where one flag's decision stands in an answer. Immutable, but for a bit that it may be given. */
public final class Place {
  private final String name;
  private final int index;
  private final @Nullable Decision constant;
  private final int slot;

  /** Read and written without order: whoever sees 0 asks for it once more. */
  private long bit;

  /**
   * Makes a place.
   *
   * @param name the flag's name
   * @param index its number in the set, from 0
   * @param constant the decision that is the same for everybody, or null
   * @param slot where an answer holds the decision if it is not constant
   */
  Place(String name, int index, @Nullable Decision constant, int slot) {
    this.name = name;
    this.index = index;
    this.constant = constant;
    this.slot = slot;
  }

  /** {@return the flag's name} */
  public String name() {
    return name;
  }

  /** {@return its number in the set, from 0} */
  public int index() {
    return index;
  }

  /** {@return a bit that no other flag of its table has, or 0 if it was given none} */
  public long bit() {
    return bit;
  }

  /** {@return the decision that is the same for everybody, or null} */
  public @Nullable Decision constant() {
    return constant;
  }

  /** {@return where an answer holds the decision if it is not constant} */
  public int slot() {
    return slot;
  }

  /** Two threads that come at once may take two numbers; one of them is then nobody's. */
  void takeBit(AtomicInteger next) {
    if (bit == 0 && next.get() < Long.SIZE) {
      int number = next.getAndIncrement();
      bit = number < Long.SIZE ? 1L << number : 0;
    }
  }
}
