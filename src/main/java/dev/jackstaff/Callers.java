package dev.jackstaff;

import java.lang.StackWalker.StackFrame;
import java.security.CodeSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Finds the line of an application that has called the library. */
final class Callers {
  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private static final String LIBRARY = "dev.jackstaff.";

  /** Here names come from a request, whose sender no stack shows. */
  private static final String SERVER = LIBRARY + "http.";

  /** They only hand on what somebody else asks. */
  private static final List<String> BETWEEN =
      List.of(
          "java.",
          "jdk.",
          "sun.",
          "jakarta.",
          "com.sun.el.",
          "org.apache.el.",
          "org.apache.jasper.",
          "dev.openfeature.");

  private Callers() {}

  /** A sentence with class, method and line; empty where none is known. */
  static String shown() {
    return STACK
        .walk(frames -> frames.dropWhile(frame -> isBetween(frame)).findFirst())
        .filter(frame -> !frame.getClassName().startsWith(SERVER))
        .map(frame -> "; asked at " + frame.toStackTraceElement())
        .orElse("");
  }

  private static boolean isBetween(StackFrame frame) {
    String name = frame.getClassName();
    return name.startsWith(LIBRARY)
        ? !name.startsWith(SERVER) && isOwn(frame.getDeclaringClass())
        : BETWEEN.stream().anyMatch(name::startsWith);
  }

  /** The tests of the library have its package, and are applications here. */
  private static boolean isOwn(Class<?> type) {
    return Objects.equals(source(type), source(Callers.class));
  }

  private static Optional<CodeSource> source(Class<?> type) {
    return Optional.ofNullable(type.getProtectionDomain().getCodeSource());
  }
}
