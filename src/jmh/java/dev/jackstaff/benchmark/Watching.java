package dev.jackstaff.benchmark;

/** The listeners of a request. */
public enum Watching implements Subject {
  NOBODY("a request with ten checks, nobody watches"),
  USAGE("a request with ten checks, usage is counted"),
  GUARD_AND_EXPERIMENTS("a request with ten checks, guard and exposures watch"),
  LOOK_UPS("ten times ThreadLocal + HashMap");

  private final String title;

  Watching(String title) {
    this.title = title;
  }

  @Override
  public String title() {
    return title;
  }
}
