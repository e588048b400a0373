package dev.jackstaff.benchmark;

/** The work besides the requests. */
public enum Traffic implements Subject {
  STILL("nothing changes"),
  CHANGING("a flag changes all the time");

  private final String title;

  Traffic(String title) {
    this.title = title;
  }

  @Override
  public String title() {
    return title;
  }
}
