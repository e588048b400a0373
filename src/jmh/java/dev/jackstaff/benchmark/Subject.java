package dev.jackstaff.benchmark;

/** The subject of a row; {@code name} is the parameter of its benchmark. */
interface Subject {
  String name();

  String title();
}
