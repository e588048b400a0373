package dev.jackstaff.tools.refs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A method that asks for a flag by a key. The one table of such methods: the search for references
 * and the removal of flags both go by it. Immutable.
 *
 * @param owner the class, with slashes
 * @param name the method's name
 * @param key the index of the argument that is the key, from 0
 * @param answer what the method returns
 */
public record AskingMethod(String owner, String name, int key, Answer answer) {
  /** The result of a method that asks. */
  public enum Answer {
    /** True or false. */
    ON,
    /** The name of a variant, or the default that is the last argument. */
    VARIANT,
    /** A value of the type that is the second argument, or the default that is the last one. */
    VALUE,
    /** Anything else, such as a decision with its reason. */
    OTHER
  }

  private static final String FLAGS = "dev/jackstaff/Flags";
  private static final String EVALUATION = "dev/jackstaff/Evaluation";
  private static final String FEATURE_FLAGS = "dev/jackstaff/FeatureFlags";
  private static final String BEAN = "dev/jackstaff/servlet/FlagsBean";
  private static final String FLAG_TRACKER = "com/launchdarkly/sdk/server/interfaces/FlagTracker";

  private static final List<String> OPEN_FEATURE_OWNERS =
      List.of(
          "dev/openfeature/sdk/Features",
          "dev/openfeature/sdk/Client",
          "dev/openfeature/sdk/OpenFeatureClient");

  private static final List<String> OPEN_FEATURE =
      List.of(
          "getBooleanValue",
          "getBooleanDetails",
          "getStringValue",
          "getStringDetails",
          "getIntegerValue",
          "getIntegerDetails",
          "getLongValue",
          "getLongDetails",
          "getDoubleValue",
          "getDoubleDetails",
          "getObjectValue",
          "getObjectDetails");

  private static final List<String> LAUNCH_DARKLY_OWNERS =
      List.of(
          "com/launchdarkly/sdk/server/LDClient",
          "com/launchdarkly/sdk/server/interfaces/LDClientInterface");

  private static final List<String> LAUNCH_DARKLY =
      List.of(
          "boolVariation",
          "boolVariationDetail",
          "intVariation",
          "intVariationDetail",
          "doubleVariation",
          "doubleVariationDetail",
          "stringVariation",
          "stringVariationDetail",
          "jsonValueVariation",
          "jsonValueVariationDetail",
          "migrationVariation",
          "isFlagKnown");

  /** This library's own. */
  private static final List<AskingMethod> OWN =
      List.of(
          new AskingMethod(FLAGS, "on", 0, Answer.ON),
          new AskingMethod(FLAGS, "variant", 0, Answer.VARIANT),
          new AskingMethod(FLAGS, "value", 0, Answer.VALUE),
          new AskingMethod(EVALUATION, "isOn", 0, Answer.ON),
          new AskingMethod(EVALUATION, "variant", 0, Answer.VARIANT),
          new AskingMethod(EVALUATION, "value", 0, Answer.VALUE),
          new AskingMethod(EVALUATION, "decision", 0, Answer.OTHER),
          new AskingMethod(EVALUATION, "check", 0, Answer.OTHER),
          new AskingMethod(EVALUATION, "decide", 0, Answer.OTHER),
          new AskingMethod(FEATURE_FLAGS, "isEnabled", 0, Answer.ON),
          new AskingMethod(FEATURE_FLAGS, "decide", 0, Answer.OTHER),
          new AskingMethod(BEAN, "on", 0, Answer.ON),
          new AskingMethod(BEAN, "variant", 0, Answer.VARIANT),
          new AskingMethod(BEAN, "value", 0, Answer.OTHER));

  /** This library's, OpenFeature's and LaunchDarkly's. */
  static final List<AskingMethod> KNOWN =
      Stream.of(
              OWN.stream(),
              all(OPEN_FEATURE_OWNERS, OPEN_FEATURE),
              all(LAUNCH_DARKLY_OWNERS, LAUNCH_DARKLY),
              all(List.of(FLAG_TRACKER), List.of("addFlagValueChangeListener")))
          .flatMap(methods -> methods)
          .toList();

  private static Stream<AskingMethod> all(List<String> owners, List<String> names) {
    return owners.stream()
        .flatMap(
            owner -> names.stream().map(name -> new AskingMethod(owner, name, 0, Answer.OTHER)));
  }

  /**
   * {@return the method of this library that a call reaches, if it asks}
   *
   * @param type the class, with dots
   * @param name the method's name
   */
  public static Optional<AskingMethod> own(String type, String name) {
    String owner = type.replace('.', '/');
    return OWN.stream()
        .filter(method -> method.owner.equals(owner) && method.name.equals(name))
        .findFirst();
  }

  /**
   * Reads {@code com.acme.Toggles.isActive}, with {@code :1} behind it if the key is the second
   * argument.
   */
  static AskingMethod parse(String text) {
    int colon = text.indexOf(':');
    String method = colon < 0 ? text : text.substring(0, colon);
    int dot = method.lastIndexOf('.');
    if (dot < 1 || dot == method.length() - 1 || !text.substring(colon + 1).matches("\\d|\\D.*")) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' should be a class and method such as com.acme.Toggles.isActive,"
              + " with :1 behind it if the key is the second argument");
    }
    int key = colon < 0 ? 0 : Integer.parseInt(text.substring(colon + 1));
    String owner = method.substring(0, dot).replace('.', '/');
    return new AskingMethod(owner, method.substring(dot + 1), key, Answer.OTHER);
  }

  static List<AskingMethod> with(List<AskingMethod> more) {
    List<AskingMethod> all = new ArrayList<>(KNOWN);
    all.addAll(more);
    return List.copyOf(all);
  }
}
