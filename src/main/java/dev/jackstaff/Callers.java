package dev.jackstaff;

import java.lang.StackWalker.StackFrame;
import java.security.CodeSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Finds the line of application code that called the library. */
final class Callers {
  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private static final String LIBRARY = "dev.jackstaff.";

  /** The package in which names come from a request, so that no stack trace shows the caller. */
  private static final String SERVER = LIBRARY + "http.";

  /** The packages whose code only passes on the calls of others. */
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

  /** Returns a sentence with class, method and line, or an empty text if the line is not known. */
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

  /**
   * Returns whether a class belongs to the library. The library's own tests share its package but
   * count as applications.
   */
  private static boolean isOwn(Class<?> type) {
    return Objects.equals(source(type), source(Callers.class));
  }

  private static Optional<CodeSource> source(Class<?> type) {
    return Optional.ofNullable(type.getProtectionDomain().getCodeSource());
  }
}
