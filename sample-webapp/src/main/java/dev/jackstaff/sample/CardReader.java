package dev.jackstaff.sample;

/** Takes the money in the new checkout, unless somebody has jammed it to see what happens. */
final class CardReader {
  private volatile boolean jammed;

  /** A card reader that cannot read cards. */
  static final class Jammed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Without a stack trace: a drill has dozens of them, and none is news. */
    Jammed(Price amount) {
      super("the card reader is jammed: " + amount + " not taken", null, false, false);
    }
  }

  void charge(Price amount) {
    if (jammed) {
      throw new Jammed(amount);
    }
  }

  void jam() {
    jammed = true;
  }

  void mend() {
    jammed = false;
  }

  boolean isJammed() {
    return jammed;
  }
}
