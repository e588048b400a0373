package dev.jackstaff.tools.refs;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The summary of a class that stays in memory: its location, its supertypes, and fingerprints of
 * the classes, strings and source files that it names, so that few of them have to be read again.
 */
final class ClassFile {
  private final String name;
  private final @Nullable String parent;
  private final List<String> interfaces;
  private final ClassLocation location;
  private final int[] types;
  private final int[] strings;
  private final int[] sources;

  /** Types, strings and sources are sorted hashes. */
  ClassFile(
      String name,
      @Nullable String parent,
      List<String> interfaces,
      ClassLocation location,
      int[] types,
      int[] strings,
      int[] sources) {
    this.name = name;
    this.parent = parent;
    this.interfaces = interfaces;
    this.location = location;
    this.types = types;
    this.strings = strings;
    this.sources = sources;
  }

  /** With slashes. */
  String name() {
    return name;
  }

  @Nullable String parent() {
    return parent;
  }

  List<String> interfaces() {
    return interfaces;
  }

  ClassLocation location() {
    return location;
  }

  boolean mayNameType(String type) {
    return Arrays.binarySearch(types, type.hashCode()) >= 0;
  }

  boolean mayHaveString(String text) {
    return Arrays.binarySearch(strings, text.hashCode()) >= 0;
  }

  /** Hashes of the names of files that it may come from. */
  IntStream sources() {
    return Arrays.stream(sources);
  }
}
