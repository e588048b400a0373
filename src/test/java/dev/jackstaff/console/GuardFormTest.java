package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Guard;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The form of a flag has a field for each setting that the builder of guards has. */
class GuardFormTest {
  /** Methods that set what another one sets as well. */
  private static final Map<String, String> SAME =
      Map.of("slowAuto", "slow", "metric", "metrics", "noTolerance", "tolerance");

  private static final Guard ALL =
      Guard.builder()
          .errors(false)
          .slow(Duration.ofMillis(700))
          .metric("purchase", Guard.Direction.DOWN)
          .metric("refund", Guard.Direction.UP)
          .window(Duration.ofHours(1))
          .alpha(0.01)
          .then(Guard.Then.NOTIFY)
          .min(7)
          .atLeast(8)
          .patience(Duration.ofSeconds(3))
          .tolerance(0.02)
          .perAddress(9)
          .build();

  static Set<String> settings() {
    return Arrays.stream(Guard.Builder.class.getDeclaredMethods())
        .filter(it -> Modifier.isPublic(it.getModifiers()) && !it.isSynthetic())
        .map(Method::getName)
        .filter(name -> !name.equals("build"))
        .map(name -> SAME.getOrDefault(name, name))
        .collect(Collectors.toSet());
  }

  private static String form(Guard guard) {
    Flag flag = Flag.builder("a").percentage(5).guard(guard).build();
    Object present = DefinitionDiff.properties(flag).get("guard");
    return new GuardFields(FormField.of(List.of()), present).all().toString();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void setting_ofTheBuilder_hasAField(String setting) {
    String form = form(Guard.DEFAULT);
    assertTrue(form.contains("name=\"guard/" + setting + "\""), setting + " in " + form);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void setting_thatIsNotTheDefault_isWrittenByTheForm(String setting) {
    Flag flag = Flag.builder("a").percentage(5).guard(ALL).build();
    Map<?, ?> written = (Map<?, ?>) DefinitionDiff.properties(flag).get("guard");
    assertTrue(written.containsKey(setting), setting + " is not the default in ALL: " + written);
    assertEquals(List.of(), FormValues.unfit(DefinitionDiff.properties(flag)));
  }

  @Test
  void guard_withoutALimitForDurations_isWrittenByTheForm() {
    Guard auto = Guard.builder().slowAuto().build();
    Flag flag = Flag.builder("a").percentage(5).guard(auto).build();
    assertEquals(List.of(), FormValues.unfit(DefinitionDiff.properties(flag)));
    assertEquals(
        auto,
        FlagJson.readFlag("a", PlainJson.write(DefinitionDiff.properties(flag)), "a").guard());
  }
}
