package dev.jackstaff.benchmark;

/** The two settings of usage counting. */
public enum Counting implements Subject {
  WITHOUT("usage not counted"),
  WITH("usage counted");

  private final String title;

  Counting(String title) {
    this.title = title;
  }

  @Override
  public String title() {
    return title;
  }
}
