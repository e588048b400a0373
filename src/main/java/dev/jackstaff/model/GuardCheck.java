package dev.jackstaff.model;

import dev.jackstaff.internal.Spelling;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Collects all problems of one guard before it reports them. */
final class GuardCheck {
  private static final int MAX_METRICS = 10;
  private static final int MAX_EVENT_LENGTH = 200;
  private static final Duration MAX_PATIENCE = Duration.ofHours(1);
  private static final Duration MAX_WINDOW = Duration.ofDays(30);

  private final Problems problems = new Problems();

  void slow(@Nullable Duration slow, Duration patience) {
    if (slow != null && !isPositive(slow)) {
      add("/slow", "slow must be a positive duration, was " + slow);
    } else if (slow != null && slow.compareTo(MAX_PATIENCE) > 0) {
      add("/slow", "slow must be at most " + MAX_PATIENCE + ", was " + slow);
    } else if (slow != null && slow.compareTo(patience) > 0 && isPositive(patience)) {
      add("/slow", "slow must not exceed the patience of " + patience + ", was " + slow);
    }
    if (slow == null || !patience.equals(slow)) {
      atMost("patience", patience, MAX_PATIENCE);
    }
  }

  void metrics(Map<String, Guard.Direction> metrics, Duration window) {
    if (metrics.size() > MAX_METRICS) {
      add("/metrics", "a guard has at most " + MAX_METRICS + " metrics, was " + metrics.size());
    }
    for (String event : metrics.keySet()) {
      if (event.isBlank() || event.length() > MAX_EVENT_LENGTH) {
        add(
            "/metrics/" + FlagCheck.escape(event),
            "the name of a tracked event has 1 to %d characters, was '%s'"
                .formatted(MAX_EVENT_LENGTH, Spelling.shown(event)));
      }
    }
    atMost("window", window, MAX_WINDOW);
  }

  void shares(double alpha, OptionalDouble tolerance) {
    share("alpha", alpha);
    tolerance.ifPresent(value -> share("tolerance", value));
  }

  void counts(int min, int atLeast, int perAddress) {
    count("min", min, 0);
    count("atLeast", atLeast, 1);
    count("perAddress", perAddress, 0);
  }

  void done() {
    problems.done();
  }

  private void atMost(String name, Duration value, Duration max) {
    if (!isPositive(value) || value.compareTo(max) > 0) {
      add("/" + name, name + " must be positive and at most " + max + ", was " + value);
    }
  }

  private void share(String name, double value) {
    if (!(value > 0 && value < 1)) {
      add("/" + name, name + " must be over 0 and under 1, was " + Percentages.text(value));
    }
  }

  private void count(String name, int value, int least) {
    if (value < least) {
      add("/" + name, name + " must be " + least + " or more, was " + value);
    }
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  private void add(String pointer, String message) {
    problems.add(null, pointer, message);
  }
}
