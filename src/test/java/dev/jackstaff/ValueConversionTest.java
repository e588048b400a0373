package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.User;
import dev.jackstaff.model.Variant;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("SEMANTICS, Variants and values: what the code gets that asks")
final class ValueConversionTest {
  /** Each mismatch is logged with its trace. */
  private static final Logger LOG = Logger.getLogger(FeatureFlags.class.getName());

  private static final User ANNA = User.of("anna");

  private final FeatureFlags features =
      FeatureFlags.of(
          FlagSet.of(
              Flag.on("plain"),
              Flag.off("plain_off"),
              serving("text", "green"),
              serving("integer", 20),
              serving("long", 3_000_000_000L),
              serving("fraction", 1.5),
              serving("list", List.of("a", "b")),
              serving("object", Map.of("color", "green", "size", 2)),
              serving("yes", true),
              serving("no", false),
              serving("none", null),
              serving("killed", 20).toBuilder().killed(Kill.UNEXPLAINED).build(),
              serving("off", 20).toBuilder().enabled(false).build(),
              serving("no_off", true).toBuilder().enabled(false).build()));

  /** A value of a user's own. */
  record Look(String color, int size) {}

  private static Flag serving(String name, Object value) {
    return Flag.builder(name).enabled(true).variant(Variant.of("v", 1, value)).build();
  }

  @BeforeEach
  void quiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterEach
  void close() {
    LOG.setLevel(null);
    features.close();
  }

  private <T> T value(String flag, Class<T> type, T defaultValue) {
    return features.evaluate(ANNA).value(flag, type, defaultValue);
  }

  @Test
  void value_ofItsOwnType_isServed() {
    assertEquals("green", value("text", String.class, "x"));
    assertEquals(20, value("integer", Integer.class, 1));
    assertEquals(3_000_000_000L, value("long", Long.class, 1L));
    assertEquals(1.5, value("fraction", Double.class, 1.0));
    assertEquals(List.of("a", "b"), value("list", List.class, List.of()));
    assertEquals(true, value("yes", Boolean.class, false));
    assertEquals(20, value("integer", int.class, 1));
    assertEquals(new Look("green", 2), value("object", Look.class, new Look("", 0)));
  }

  /** "A flag without variants has the value on/off". */
  @Test
  void value_ofAFlagWithoutVariants_isOnOrOff() {
    assertEquals(true, value("plain", Boolean.class, false));
    assertEquals(false, value("plain_off", Boolean.class, true));
    assertEquals(false, value("plain_off", boolean.class, true));
  }

  /** "an integer widens to a double". */
  @Test
  void value_thatIsAnInteger_widens() {
    assertEquals(20.0, value("integer", Double.class, 1.0));
    assertEquals(20L, value("integer", Long.class, 1L));
    assertEquals(3e9, value("long", double.class, 1.0));
  }

  /** "TYPE_MISMATCH and the caller's default"; "nothing else converts". */
  @Test
  void value_askedForAsAnotherType_isTheCallersDefault() {
    assertEquals(7, value("text", Integer.class, 7));
    assertEquals("x", value("integer", String.class, "x"));
    assertEquals(7, value("fraction", Integer.class, 7));
    assertEquals(7, value("long", Integer.class, 7));
    assertEquals(true, value("integer", Boolean.class, true));
    assertEquals("x", value("yes", String.class, "x"));
    assertEquals("x", value("plain", String.class, "x"));
    assertEquals(List.of(), value("text", List.class, List.of()));
    Look look = new Look("x", 1);
    assertSame(look, value("list", Look.class, look));
    assertFalse(features.status().faults().isEmpty(), "and the mismatch is to be seen");
  }

  /** "that is off has no variant, and the caller gets its own default". */
  @Test
  void value_ofAFlagThatIsOff_isTheCallersDefault() {
    for (String flag : List.of("killed", "off", "no_such_flag")) {
      assertEquals(7, value(flag, Integer.class, 7), flag);
      assertEquals("x", features.evaluate(ANNA).variant(flag, "x"), flag);
      assertFalse(features.evaluate(ANNA).isOn(flag), flag);
    }
  }

  /** "If the variants' values are booleans, the variant's value is the flag's on/off". */
  @Test
  void booleanValue_isTheFlagsOnOrOff() {
    Evaluation evaluation = features.evaluate(ANNA);
    assertTrue(evaluation.isOn("yes"));
    assertFalse(evaluation.isOn("no"));
    assertEquals("v", evaluation.variant("no", "x"));
    assertEquals(false, evaluation.value("no", Boolean.class, true));
    assertFalse(evaluation.active().contains("no"));
    // Off, it still answers: "false when off or killed, whatever the caller's default".
    assertEquals(false, evaluation.value("no_off", Boolean.class, true));
  }

  @Test
  void value_thatIsNull_isTheCallersDefault() {
    assertTrue(features.evaluate(ANNA).isOn("none"));
    assertEquals("x", value("none", String.class, "x"));
  }

  /** A converted value is made once per set, not once per request. */
  @Test
  void value_askedForAgain_isTheSameObject() {
    Look first = value("object", Look.class, new Look("", 0));
    assertSame(first, value("object", Look.class, new Look("", 0)));
    Evaluation other = features.evaluate(User.of("bob"));
    assertSame(first, other.value("object", Look.class, new Look("", 0)));
  }

  @Test
  @SuppressWarnings("try") // the scope is not asked, it holds
  void flags_withinAScope_answerFromTheEvaluation() {
    try (Scope scope = Flags.bind(features.evaluate(ANNA))) {
      assertTrue(Flags.on("plain"));
      assertFalse(Flags.on("plain_off"));
      assertEquals("v", Flags.variant("text", "x"));
      assertEquals(20, Flags.value("integer", Integer.class, 1));
    }
    assertFalse(Flags.on("plain"));
    assertEquals("x", Flags.variant("text", "x"));
    assertEquals(1, Flags.value("integer", Integer.class, 1));
  }
}
