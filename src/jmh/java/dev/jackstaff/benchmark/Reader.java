package dev.jackstaff.benchmark;

/** The stages of reading a document. */
public enum Reader implements Subject {
  TREE("Jackson, readTree"),
  READ("Jackstaff, read and checked"),
  LOADED("Jackstaff, read, checked and compiled");

  private final String title;

  Reader(String title) {
    this.title = title;
  }

  @Override
  public String title() {
    return title;
  }
}
