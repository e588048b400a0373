package dev.jackstaff.hygiene.refs;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of every class: where it is, whom it extends, and fingerprints of the classes and
 * strings that it names, so that few of them have to be read again.
 *
 * @param name with slashes
 * @param parent its superclass, or null
 * @param interfaces what it implements
 * @param location where its bytes are
 * @param types sorted hashes of the names of the classes that it names
 * @param strings sorted hashes of its strings that could be names of flags
 */
record ClassFile(
    String name,
    @Nullable String parent,
    List<String> interfaces,
    ClassLocation location,
    int[] types,
    int[] strings) {

  boolean mayNameType(String type) {
    return Arrays.binarySearch(types, type.hashCode()) >= 0;
  }

  boolean mayHaveString(String text) {
    return Arrays.binarySearch(strings, text.hashCode()) >= 0;
  }
}
