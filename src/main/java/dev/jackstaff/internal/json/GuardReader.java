package dev.jackstaff.internal.json;

import dev.jackstaff.model.Guard;
import dev.jackstaff.model.InvalidFlagsException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a guard; missing properties are as in {@link Guard#DEFAULT}. */
final class GuardReader {
  private static final List<String> PROPERTIES =
      List.of(
          "errors",
          "slow",
          "metrics",
          "window",
          "alpha",
          "then",
          "min",
          "atLeast",
          "patience",
          "tolerance",
          "perAddress");

  private final Json json;
  private final ObjectProperties parts;
  private final Guard.Builder guard = Guard.builder();

  private GuardReader(Json json) {
    this.json = json;
    this.parts = ObjectProperties.of(json, PROPERTIES);
  }

  static @Nullable Guard read(Json value) {
    if (!value.isObject()) {
      value.wrong("an object");
      return null;
    }
    return new GuardReader(value).read();
  }

  private @Nullable Guard read() {
    parts.all().forEach(this::property);
    try {
      return guard.build();
    } catch (InvalidFlagsException fault) {
      json.refusedPart(fault);
      return null;
    }
  }

  private void property(Json value) {
    switch (value.key()) {
      case "errors" -> guard.errors(value.flag());
      case "slow" -> slow(value);
      case "metrics" -> metrics(value);
      case "window" -> duration(value, guard::window);
      case "alpha" -> take(value.number(), guard::alpha);
      case "then" -> take(FlagReader.choice(value, Guard.Then.values()), guard::then);
      case "patience" -> duration(value, guard::patience);
      case "tolerance" -> take(value.number(), guard::tolerance);
      default -> count(value);
    }
  }

  private void count(Json value) {
    Integer count = value.integer("a whole number");
    switch (value.key()) {
      case "min" -> take(count, guard::min);
      case "atLeast" -> take(count, guard::atLeast);
      default -> take(count, guard::perAddress);
    }
  }

  private void slow(Json value) {
    if (value.text().equals("auto")) {
      guard.slowAuto();
    } else {
      String expected = "\"auto\" or a duration such as \"PT0.8S\"";
      take(value.parsed(Duration::parse, expected), guard::slow);
    }
  }

  private static void duration(Json value, Consumer<Duration> setter) {
    take(value.parsed(Duration::parse, "a duration such as \"PT30M\""), setter);
  }

  private void metrics(Json value) {
    if (!value.isObject()) {
      value.wrong("an object such as {\"purchase\": \"down\"}");
      return;
    }
    Map<String, Guard.Direction> metrics = new TreeMap<>();
    for (Json entry : value.entries()) {
      take(
          FlagReader.choice(entry, Guard.Direction.values()),
          harmful -> metrics.put(entry.key(), harmful));
    }
    guard.metrics(metrics);
  }

  private static <T> void take(@Nullable T value, Consumer<T> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }
}
