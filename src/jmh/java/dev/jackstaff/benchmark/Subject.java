package dev.jackstaff.benchmark;

/** What a row is about; {@code name} is what its benchmark is told. */
interface Subject {
  String name();

  String title();
}
