package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to ask names the caller and the nearest right name, once. */
final class UnknownFlagTest {
  private static FeatureFlags engine() {
    return FeatureFlags.of(FlagSet.of(Flag.on("new_search"), Flag.on("new_checkout")));
  }

  private static Map<String, Predicate<String>> ways(FeatureFlags features) {
    return Map.of(
        "Flags.on", Flags::on,
        "Flags.variant", name -> Flags.variant(name, "x").isEmpty(),
        "Flags.value", name -> Flags.value(name, Boolean.class, false),
        "Evaluation.check", name -> features.evaluate(User.of("u")).check(name).on(),
        "FeatureFlags.isEnabled", name -> features.isEnabled(name, "u"),
        "FeatureFlags.decide", name -> features.decide(name, User.of("u")).on());
  }

  static Stream<String> names() {
    try (FeatureFlags features = engine()) {
      return ways(features).keySet().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  @SuppressWarnings("try") // the scope is not asked, it holds
  void unknownName_isLoggedOnce_withTheNearestAndTheCaller(String way) {
    try (FeatureFlags features = engine();
        Logged log = Logged.library();
        Scope scope = Flags.bind(features.integration().begin(User.of("u"), Map.of()))) {
      for (int i = 0; i < 3; i++) {
        assertFalse(ways(features).get(way).test("nev_search"));
      }
      assertEquals(1, log.warnings().size(), log.warnings()::toString);
      String line = log.warnings().get(0);
      assertTrue(line.contains("did you mean 'new_search'?; asked at "), line);
      assertTrue(line.contains("dev.jackstaff.UnknownFlagTest."), line);
      assertTrue(line.contains("(UnknownFlagTest.java:"), line);
    }
  }
}
