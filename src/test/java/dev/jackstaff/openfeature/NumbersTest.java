package dev.jackstaff.openfeature;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import dev.jackstaff.model.Variant;
import dev.openfeature.contrib.providers.flagd.resolver.process.targeting.Operator;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers of every class on their way to OpenFeature and back. */
class NumbersTest {
  private final OpenFeatureAPI api = OpenFeatureAPI.createIsolated();

  @AfterEach
  void stop() {
    api.shutdown();
  }

  /** A number, the object in its {@code Value}, and what it is when it has come back. */
  static Stream<Arguments> numbers() {
    BigInteger huge = BigInteger.TEN.pow(400);
    return Stream.of(
        Arguments.of((byte) 7, 7, 7),
        Arguments.of((short) 7, 7, 7),
        Arguments.of(7, 7, 7),
        Arguments.of(Integer.MIN_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE),
        Arguments.of(7L, 7, 7),
        Arguments.of(3_000_000_000L, 3e9, 3_000_000_000L),
        Arguments.of(-3_000_000_000L, -3e9, -3_000_000_000L),
        Arguments.of(9_007_199_254_740_991L, 9007199254740991.0, 9_007_199_254_740_991L),
        Arguments.of(9_007_199_254_740_992L, "9007199254740992", "9007199254740992"),
        Arguments.of(9_007_199_254_740_993L, "9007199254740993", "9007199254740993"),
        Arguments.of(-9_007_199_254_740_992L, "-9007199254740992", "-9007199254740992"),
        Arguments.of(Long.MAX_VALUE, "9223372036854775807", "9223372036854775807"),
        Arguments.of(Long.MIN_VALUE, "-9223372036854775808", "-9223372036854775808"),
        Arguments.of(BigInteger.valueOf(7), 7, 7),
        Arguments.of(BigInteger.valueOf(3_000_000_000L), 3e9, 3_000_000_000L),
        Arguments.of(huge, huge.toString(), huge.toString()),
        Arguments.of(new BigDecimal("7.00"), 7.0, 7.0),
        Arguments.of(new BigDecimal("0.1"), 0.1, 0.1),
        Arguments.of(
            new BigDecimal("0.12345678901234567891"), 0.12345678901234568, 0.12345678901234568),
        Arguments.of(new BigDecimal("0.00"), 0.0, 0.0),
        Arguments.of(new BigDecimal("1E+999999999"), "1E+999999999", "1E+999999999"),
        Arguments.of(new BigDecimal("1E-999999999"), 0.0, 0.0),
        Arguments.of(0.1f, 0.1, 0.1),
        Arguments.of(0.5, 0.5, 0.5),
        Arguments.of(3.0, 3.0, 3.0),
        Arguments.of(-0.0, -0.0, -0.0),
        Arguments.of(Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE),
        Arguments.of(Double.NaN, null, null),
        Arguments.of(Float.NaN, null, null),
        Arguments.of(Double.POSITIVE_INFINITY, null, null));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void number_isSentAsWhatEveryClientReads(Number number, Object sent, Object back) {
    Value value = JsonValue.toOpenFeature(number);
    assertEquals(sent, value.asObject());
    assertEquals(back, JsonValue.toJson(value));
    EvaluationContext context = Contexts.of(User.of("anna").with("n", number));
    assertEquals(sent, context.asObjectMap().get("n"));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void user_staysTheSame_whenTheContextSaysWhatTheFilterHasFound(Number number) {
    User user = User.of("anna").with("n", number).with("deep", Map.of("list", List.of(number)));
    assertEquals(user, Contexts.merge(user, Contexts.of(user)));
  }

  /**
   * By flagd's own targeting, which refused a context with a long, whether a rule names it or not.
   */
  @Test
  void flagd_targetsUsersWithLargeNumbers() throws Exception {
    User user = User.of("anna").with("account", 3_000_000_000L).with("id2", Long.MAX_VALUE);
    EvaluationContext context = Contexts.of(user);
    Operator flagd = new Operator();
    assertEquals(true, flagd.apply("f", "{\"==\": [{\"var\": \"account\"}, 3000000000]}", context));
    assertEquals(true, flagd.apply("f", "{\">\": [{\"var\": \"account\"}, 2999999999]}", context));
    assertEquals(false, flagd.apply("f", "{\"==\": [{\"var\": \"account\"}, 7]}", context));
    assertEquals(
        true, flagd.apply("f", "{\"==\": [{\"var\": \"id2\"}, \"9223372036854775807\"]}", context));
    assertThrows(
        RuntimeException.class,
        () -> new ImmutableContext("anna", Map.of("n", new Value(3_000_000_000L))).asObjectMap(),
        "the SDK reads longs now: send them");
  }

  private Client client(Object value) {
    Flag flag = Flag.on("flag").toBuilder().variant(Variant.of("a", 1, value)).build();
    api.setProviderAndWait(JackstaffProvider.of(FeatureFlags.of(FlagSet.of(flag))));
    return api.getClient();
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void objectWithANumber_isReadAsAMap(Number number, Object sent) {
    Value value = client(Map.of("n", number)).getObjectValue("flag", new Value());
    Map<String, Object> map = assertDoesNotThrow(() -> value.asStructure().asObjectMap());
    assertEquals(sent, map.get("n"));
    assertTrue(map.containsKey("n"));
  }

  /** A variant's number, and it as an integer, a long and a double; null where it does not fit. */
  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of((byte) 7, 7, 7L, 7.0),
        Arguments.of((short) 7, 7, 7L, 7.0),
        Arguments.of(7, 7, 7L, 7.0),
        Arguments.of(7L, 7, 7L, 7.0),
        Arguments.of(3_000_000_000L, null, 3_000_000_000L, 3e9),
        Arguments.of(BigInteger.valueOf(7), 7, 7L, 7.0),
        Arguments.of(BigInteger.TWO.pow(64), null, null, 0x1p64),
        Arguments.of(0.5, null, null, 0.5),
        Arguments.of(0.1f, null, null, 0.1),
        Arguments.of(new BigDecimal("0.1"), null, null, 0.1),
        Arguments.of(Double.NaN, null, null, null));
  }

  @ParameterizedTest
  @MethodSource("values")
  void value_isAskedForBySize(Number number, Integer whole, Long large, Double fraction) {
    Client client = client(number);
    assertEquals(whole == null ? -1 : whole, client.getIntegerValue("flag", -1));
    assertEquals(large == null ? -1 : large, client.getLongValue("flag", -1L));
    assertEquals(fraction == null ? -1 : fraction, client.getDoubleValue("flag", -1.0));
  }

  /** A context that another library made: its numbers are ids where they are integers. */
  @ParameterizedTest
  @MethodSource("ids")
  void context_withAnAccount_bucketsByIt(Value account, String id) {
    User user = Contexts.user(new ImmutableContext(Map.of("account", account)));
    Flag flag = Flag.percentage("flag", 100).toBuilder().bucketBy("account").build();
    try (FeatureFlags features = FeatureFlags.of(FlagSet.of(flag))) {
      assertEquals(id != null, features.evaluate(user).isOn("flag"));
      assertEquals(id, id == null ? null : String.valueOf(user.attribute("account")));
    }
  }

  static Stream<Arguments> ids() {
    return Stream.of(
        Arguments.of(new Value(7), "7"),
        Arguments.of(new Value(3_000_000_000L), "3000000000"),
        Arguments.of(new Value(3e9), "3000000000"),
        Arguments.of(new Value(Long.MAX_VALUE), "9223372036854775807"),
        Arguments.of(new Value(0.5), null),
        Arguments.of(new Value(Double.NaN), null));
  }

  @ParameterizedTest
  @MethodSource("largeValues")
  void providersLargeInteger_isTakenWhole(Object given, Object taken) {
    ScriptedProvider provider = new ScriptedProvider();
    provider.start.countDown();
    provider.values.put("account", given);
    api.setProviderAndWait("shop", provider);
    try (FeatureFlags features =
        FeatureFlags.of(
            OpenFeatureFlags.builder(api.getClient("shop")).longInteger("account").build())) {
      assertEquals(taken, features.evaluate(User.of("anna")).value("account", Long.class, -1L));
    }
  }

  static Stream<Arguments> largeValues() {
    return Stream.of(Arguments.of(3e9, 3_000_000_000L), Arguments.of(7.0, 7L));
  }
}
