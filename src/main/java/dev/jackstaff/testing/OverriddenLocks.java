package dev.jackstaff.testing;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

/**
 * Declares to JUnit the instances that a test overrides, so that tests with the same instance run
 * one after the other.
 */
final class OverriddenLocks implements ResourceLocksProvider {
  OverriddenLocks() {}

  @Override
  public Set<Lock> provideForClass(Class<?> testClass) {
    return locks(Stream.of(testClass));
  }

  @Override
  public Set<Lock> provideForNestedClass(
      List<Class<?>> enclosingInstanceTypes, Class<?> testClass) {
    return locks(Stream.concat(enclosingInstanceTypes.stream(), Stream.of(testClass)));
  }

  @Override
  public Set<Lock> provideForMethod(
      List<Class<?>> enclosingInstanceTypes, Class<?> testClass, Method testMethod) {
    return locks(Stream.concat(enclosingInstanceTypes.stream(), Stream.of(testClass)));
  }

  private static Set<Lock> locks(Stream<Class<?>> classes) {
    List<Class<?>> all = classes.toList();
    Set<Lock> locks =
        all.stream()
            .flatMap(type -> OverriddenFields.of(type).stream())
            .map(field -> new Lock(OverriddenFields.lock(field)))
            .collect(Collectors.toUnmodifiableSet());
    return locks.isEmpty() && TestedApplication.isKnown(all)
        ? Set.of(new Lock(TestedApplication.LOCK))
        : locks;
  }
}
