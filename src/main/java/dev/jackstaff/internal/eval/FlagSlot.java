package dev.jackstaff.internal.eval;

import dev.jackstaff.model.Decision;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The place of one flag's decision in an answer. Immutable, except for a bit that may be assigned
 * to it.
 */
public final class FlagSlot {
  private final String name;
  private final int index;
  private final @Nullable Decision constant;
  private final int slot;

  /** Read and written without ordering: a thread that sees 0 requests the bit once more. */
  private long bit;

  /**
   * Creates a place.
   *
   * @param name the flag's name
   * @param index the index of the flag in the set, from 0
   * @param constant the decision that is the same for all users, or null
   * @param slot the index of the decision in an answer, if it is not constant
   */
  FlagSlot(String name, int index, @Nullable Decision constant, int slot) {
    this.name = name;
    this.index = index;
    this.constant = constant;
    this.slot = slot;
  }

  /** {@return the flag's name} */
  public String name() {
    return name;
  }

  /** {@return the index of the flag in the set, from 0} */
  public int index() {
    return index;
  }

  /** {@return a bit that no other flag of its table has, or 0 if none was assigned} */
  public long bit() {
    return bit;
  }

  /** {@return the decision that is the same for all users, or null} */
  public @Nullable Decision constant() {
    return constant;
  }

  /** {@return the index of the decision in an answer, if it is not constant} */
  public int slot() {
    return slot;
  }

  /** Assigns a bit. Two concurrent threads may take two numbers, one of which is then unused. */
  void takeBit(AtomicInteger next) {
    if (bit == 0 && next.get() < Long.SIZE) {
      int number = next.getAndIncrement();
      bit = number < Long.SIZE ? 1L << number : 0;
    }
  }
}
