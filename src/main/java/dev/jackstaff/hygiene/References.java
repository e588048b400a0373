package dev.jackstaff.hygiene;

import dev.jackstaff.hygiene.Reference.Kind;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** All references that a search has found, by file and line. Immutable. */
public final class References {
  private final List<Reference> all;
  private final Map<String, List<Reference>> byFlag;
  private final int classes;
  private final int files;
  private final List<String> uncompiled;

  private References(List<Reference> sorted, int classes, int files, List<String> uncompiled) {
    this.all = sorted;
    this.byFlag = Collections.unmodifiableMap(group(sorted));
    this.classes = classes;
    this.files = files;
    this.uncompiled = List.copyOf(uncompiled);
  }

  /**
   * {@return the references that were found}
   *
   * @param found the places, in any order; those that are equal count once
   * @param classes how many classes were read
   * @param files how many files were read as text
   */
  public static References of(Collection<Reference> found, int classes, int files) {
    return of(found, classes, files, List.of());
  }

  /**
   * {@return the references that were found}
   *
   * @param found the places, in any order; those that are equal count once
   * @param classes how many classes were read
   * @param files how many files were read as text
   * @param uncompiled the sources that were given without their classes
   */
  public static References of(
      Collection<Reference> found, int classes, int files, List<String> uncompiled) {
    List<Reference> sorted = found.stream().distinct().sorted(Reference.BY_PLACE).toList();
    return new References(sorted, classes, files, uncompiled);
  }

  private static Map<String, List<Reference>> group(List<Reference> sorted) {
    Map<String, List<Reference>> groups = new TreeMap<>();
    for (Reference reference : sorted) {
      if (reference.flag() != null) {
        groups.computeIfAbsent(reference.flag(), name -> new ArrayList<>()).add(reference);
      }
    }
    groups.replaceAll((name, places) -> List.copyOf(places));
    return groups;
  }

  /** {@return every place, by file and line} */
  public List<Reference> all() {
    return all;
  }

  /** {@return the places of each flag that has one, by name} */
  public Map<String, List<Reference>> byFlag() {
    return byFlag;
  }

  /**
   * {@return the places of a flag; none if it has none}
   *
   * @param flag its name
   */
  public List<Reference> of(String flag) {
    return byFlag.getOrDefault(flag, List.of());
  }

  /** {@return the places that check a flag whose name is only known at run time} */
  public List<Reference> unknown() {
    return all.stream().filter(reference -> reference.flag() == null).toList();
  }

  /**
   * {@return the names of flags that are defined but not referenced anywhere in what was searched,
   * in the order of the definitions; none if there is a {@link #gap}, since they cannot be known
   * then}
   *
   * @param defined the definitions
   */
  public List<String> unreferenced(FlagSet defined) {
    return gap() != null
        ? List.of()
        : defined.flags().stream().map(Flag::name).filter(name -> of(name).isEmpty()).toList();
  }

  /**
   * {@return the sources that were given without their compiled classes, and the paths that
   * contained nothing, in order}
   */
  public List<String> uncompiled() {
    return uncompiled;
  }

  /**
   * {@return a message about what was not searched and how to search it, or null if nothing is
   * known to be missing}
   */
  public @Nullable String gap() {
    if (uncompiled.isEmpty()) {
      return null;
    }
    String more = uncompiled.size() == 1 ? "" : " and " + (uncompiled.size() - 1) + " more";
    return "no compiled classes given for "
        + uncompiled.get(0)
        + more
        + ": calls in Java, Kotlin, Scala and Groovy are found in classes only; compile first,"
        + " and give the classes as well, such as target/classes";
  }

  /**
   * {@return the names that are checked but not defined, in alphabetical order}
   *
   * @param defined the definitions
   */
  public List<String> undefined(FlagSet defined) {
    TreeSet<String> names = new TreeSet<>(byFlag.keySet());
    names.removeIf(name -> defined.find(name).isPresent() || !isAsked(name));
    return List.copyOf(names);
  }

  private boolean isAsked(String flag) {
    return of(flag).stream()
        .map(Reference::kind)
        .anyMatch(kind -> kind == Kind.ASKED || kind == Kind.ANNOTATED);
  }

  /** {@return how many classes were read} */
  public int classes() {
    return classes;
  }

  /** {@return how many files were read as text} */
  public int files() {
    return files;
  }

  /**
   * {@return these references, each changed by a function}
   *
   * @param change the function
   */
  public References map(UnaryOperator<Reference> change) {
    return of(all.stream().map(change).toList(), classes, files, uncompiled);
  }

  /** {@return the number of places and flags} */
  @Override
  public String toString() {
    return "References[" + all.size() + " places, " + byFlag.size() + " flags]";
  }
}
