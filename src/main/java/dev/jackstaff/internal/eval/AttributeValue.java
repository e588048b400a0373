package dev.jackstaff.internal.eval;

import dev.jackstaff.internal.Instants;
import dev.jackstaff.internal.Network;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The value of an attribute with the forms that comparisons need. Each form is computed on first
 * use, hence at most once per user, however many conditions compare the attribute. Used by one
 * thread at a time.
 */
final class AttributeValue {
  private static final int NUMBER = 1;
  private static final int VERSION = 2;
  private static final int INSTANT = 4;
  private static final int ADDRESS = 8;
  private static final int FOLDED = 16;

  /** The run to which the value belongs. */
  long run;

  @Nullable Object value;

  /** The forms that are computed, as bits. */
  private int known;

  private @Nullable Number number;
  private @Nullable Versions version;
  private @Nullable Instant instant;
  private byte @Nullable [] address;
  private @Nullable Object folded;

  AttributeValue(@Nullable Object value) {
    this.value = value;
  }

  /** Replaces the value. */
  void set(@Nullable Object latest) {
    value = latest;
    known = 0;
  }

  /** Clears the value so that it can be collected. */
  void clear() {
    set(null);
    number = null;
    version = null;
    instant = null;
    address = null;
    folded = null;
  }

  private boolean isFirst(int form) {
    boolean first = (known & form) == 0;
    known |= form;
    return first;
  }

  /** Returns the number that the value or its text is, or null. */
  @Nullable Number number() {
    if (isFirst(NUMBER)) {
      number = Comparisons.number(value);
    }
    return number;
  }

  /** Returns the version that the value or its text is, or null. */
  @Nullable Versions version() {
    if (isFirst(VERSION)) {
      version = Versions.of(value);
    }
    return version;
  }

  /** Returns the instant that the value denotes, or null. */
  @Nullable Instant instant() {
    if (isFirst(INSTANT)) {
      instant = Instants.of(value);
    }
    return instant;
  }

  /** Returns the bytes of the address that the text is, or null. */
  byte @Nullable [] address() {
    if (isFirst(ADDRESS)) {
      address = value instanceof String text ? Network.address(text) : null;
    }
    return address;
  }

  /** Returns the text with its case folded, or any other value unchanged. */
  @Nullable Object folded() {
    if (isFirst(FOLDED)) {
      folded = CaseFolding.fold(value);
    }
    return folded;
  }
}
