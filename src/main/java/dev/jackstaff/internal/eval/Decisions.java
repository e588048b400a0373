package dev.jackstaff.internal.eval;

import dev.jackstaff.model.ActiveFlags;
import dev.jackstaff.model.Decision;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of all flags of a set for one user. Immutable, and shared by all recent requests
 * with the same decisions.
 */
public final class Decisions {
  /** The longest header that is planned for, in bytes. */
  static final int MAX_HEADER_LENGTH = 2048;

  private final FlagTable table;

  /** The table's array, held here to save two dependent reads. */
  private final @Nullable FlagSlot[] byName;

  private final int shift;

  private final Decision[] varying;

  /** Created on first use; in a race it is created twice, with equal content. */
  private @Nullable ActiveFlags active;

  /** The size with the longest header in bytes; computed on first use, 0 until then. */
  private int bytes;

  /**
   * Creates an answer.
   *
   * @param table the flags
   * @param varying the decisions by slot; the array is not copied
   */
  public Decisions(FlagTable table, Decision[] varying) {
    this.table = table;
    this.byName = table.byName().fields;
    this.shift = table.byName().shift;
    this.varying = varying;
  }

  /** {@return the flags} */
  public FlagTable table() {
    return table;
  }

  /**
   * {@return the place of a flag, or null if no flag has the name; costs one look-up}
   *
   * @param name the flag's name
   */
  public @Nullable FlagSlot find(String name) {
    return SlotsByName.find(byName, shift, name);
  }

  /**
   * {@return a flag's decision; costs two array or field reads}
   *
   * @param place a place of this answer's table
   */
  public Decision decision(FlagSlot place) {
    Decision constant = place.constant();
    return constant != null ? constant : varying[place.slot()];
  }

  /**
   * {@return the names of the flags that are on; built once per answer and limit}
   *
   * @param limit the maximum length in bytes
   */
  public ActiveFlags active(int limit) {
    ActiveFlags known = active;
    if (known == null || known.limit() != limit) {
      known = ActiveNames.of(this, limit);
      active = known;
    }
    return known;
  }

  /** Returns the size of this answer and its header in bytes; counted once. */
  long bytes() {
    if (bytes == 0) {
      bytes = count();
    }
    return bytes;
  }

  private int count() {
    int names = table.constantNameBytes();
    for (Decision decision : varying) {
      names += decision.on() ? decision.flag().length() + 1 : 0;
    }
    return 160 + 4 * varying.length + Math.min(MAX_HEADER_LENGTH, names);
  }

  Decision at(int slot) {
    return varying[slot];
  }

  /**
   * Returns this answer with other decisions in the first slots, or the same answer if they are
   * equal.
   */
  Decisions with(Decision[] decisions, int count) {
    if (startsWith(decisions, count)) {
      return this;
    }
    Decision[] changed = varying.clone();
    System.arraycopy(decisions, 0, changed, 0, count);
    return new Decisions(table, changed);
  }

  /** Compares decisions by identity, since outcomes are shared. */
  @SuppressWarnings("ReferenceEquality")
  private boolean startsWith(Decision[] decisions, int count) {
    for (int i = 0; i < count; i++) {
      if (varying[i] != decisions[i]) {
        return false;
      }
    }
    return true;
  }
}
