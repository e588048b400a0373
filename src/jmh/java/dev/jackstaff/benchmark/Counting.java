package dev.jackstaff.benchmark;

/** Whether the use of flags is counted. */
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
