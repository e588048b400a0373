package dev.jackstaff.model;

import dev.jackstaff.internal.Spelling;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects problems; counts the rest without storing them once the reporting limit is reached. */
final class Problems {
  /**
   * The maximum number of problems with a suggestion, since each suggestion compares a word with
   * all names.
   */
  private static final int MAX_SUGGESTIONS = 10;

  private final List<Problem> problems = new ArrayList<>(0);
  private int suggested;
  private int more;

  void add(@Nullable String subject, String pointer, String message) {
    add(subject, () -> pointer, () -> message);
  }

  /** Adds a problem. The pointer and the message are only created if the problem is reported. */
  void add(@Nullable String subject, Supplier<String> pointer, Supplier<String> message) {
    if (problems.size() < InvalidFlagsException.MAX_PROBLEMS) {
      problems.add(Problem.of(subject, pointer.get(), message.get()));
    } else {
      more++;
    }
  }

  String suggestion(String word, Collection<String> candidates) {
    return suggested++ < MAX_SUGGESTIONS ? Spelling.suggestion(word, candidates) : "";
  }

  void done() {
    if (!problems.isEmpty()) {
      throw new InvalidFlagsException(problems, more, true);
    }
  }
}
