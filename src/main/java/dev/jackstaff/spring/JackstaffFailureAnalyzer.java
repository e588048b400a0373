package dev.jackstaff.spring;

import dev.jackstaff.model.InvalidFlagsException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/**
 * Explains a failed start that invalid properties or flags have caused, in place of a stack trace.
 * Registered in {@code META-INF/spring.factories}.
 */
final class JackstaffFailureAnalyzer implements FailureAnalyzer {
  private static final int MAX_LINES = 20;

  JackstaffFailureAnalyzer() {}

  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidPropertiesException invalid) {
        return analysis(
            "Invalid properties of Jackstaff:",
            invalid,
            "Correct them. Those that begin with jackstaff. are explained by the page \"Spring Boot\""
                + " of Jackstaff's manual, and by editors as they are typed.");
      }
      if (cause instanceof InvalidFlagsException invalid) {
        return analysis(
            "Invalid flags:",
            invalid,
            "Correct them; \"$schema\" lets editors check the file as it is typed.");
      }
    }
    return null;
  }

  private static FailureAnalysis analysis(String title, Throwable cause, String action) {
    List<String> lines = String.valueOf(cause.getMessage()).lines().toList();
    StringBuilder description = new StringBuilder(title).append("\n");
    lines.stream().limit(MAX_LINES).forEach(line -> description.append("\n    ").append(line));
    if (lines.size() > MAX_LINES) {
      description.append("\n    and ").append(lines.size() - MAX_LINES).append(" more");
    }
    return new FailureAnalysis(description.toString(), action, cause);
  }
}
