package dev.jackstaff.internal.eval;

import dev.jackstaff.model.ActiveFlags;
import dev.jackstaff.model.Decision;
import org.jspecify.annotations.Nullable;

/**
 * What all flags of a set say to one user. Immutable, and shared by all requests that get the same
 * answer lately.
 */
public final class Answer {
  private final FlagTable table;

  /** The table's, nearer by two dependent reads. */
  private final @Nullable Place[] byName;

  private final int shift;

  private final Decision[] varying;

  /** Built by whoever first needs it; a race builds it twice, alike. */
  private @Nullable ActiveFlags active;

  /**
   * Makes an answer.
   *
   * @param table the flags
   * @param varying the decisions by slot; not copied
   */
  public Answer(FlagTable table, Decision[] varying) {
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
   * {@return where a flag stands, or null if none has the name; one look-up}
   *
   * @param name the flag's name
   */
  public @Nullable Place find(String name) {
    return PlacesByName.find(byName, shift, name);
  }

  /**
   * {@return a flag's decision; two array or field reads}
   *
   * @param place a place of this answer's table
   */
  public Decision decision(Place place) {
    Decision constant = place.constant();
    return constant != null ? constant : varying[place.slot()];
  }

  /**
   * {@return the names that are on; built once per answer and limit}
   *
   * @param limit the most bytes it may have
   */
  public ActiveFlags active(int limit) {
    ActiveFlags known = active;
    if (known == null || known.limit() != limit) {
      known = ActiveNames.of(this, limit);
      active = known;
    }
    return known;
  }

  Decision at(int slot) {
    return varying[slot];
  }

  /** This answer with other decisions in the first slots; itself if they are no others. */
  Answer with(Decision[] decisions, int count) {
    if (says(decisions, count)) {
      return this;
    }
    Decision[] changed = varying.clone();
    System.arraycopy(decisions, 0, changed, 0, count);
    return new Answer(table, changed);
  }

  /** By identity, since outcomes are shared. */
  @SuppressWarnings("ReferenceEquality")
  private boolean says(Decision[] decisions, int count) {
    for (int i = 0; i < count; i++) {
      if (varying[i] != decisions[i]) {
        return false;
      }
    }
    return true;
  }
}
