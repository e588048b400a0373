package dev.jackstaff.tools.refs;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Methods of a class that ask for a flag by a key.
 *
 * @param owner the class, with slashes
 * @param names the methods' names
 * @param key which of the arguments is the key, from 0
 */
record AskingMethod(String owner, Set<String> names, int key) {
  private static final Set<String> OPEN_FEATURE =
      Set.of(
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

  private static final Set<String> LAUNCH_DARKLY =
      Set.of(
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

  /** This library's, OpenFeature's and LaunchDarkly's. */
  static final List<AskingMethod> KNOWN =
      List.of(
          of("dev/jackstaff/Flags", Set.of("on", "variant", "value")),
          of("dev/jackstaff/FeatureFlags", Set.of("isEnabled")),
          of("dev/jackstaff/Evaluation", Set.of("isOn", "variant", "value", "decision")),
          of("dev/openfeature/sdk/Features", OPEN_FEATURE),
          of("dev/openfeature/sdk/Client", OPEN_FEATURE),
          of("dev/openfeature/sdk/OpenFeatureClient", OPEN_FEATURE),
          of(
              "com/launchdarkly/sdk/server/interfaces/FlagTracker",
              Set.of("addFlagValueChangeListener")),
          of("com/launchdarkly/sdk/server/LDClient", LAUNCH_DARKLY),
          of("com/launchdarkly/sdk/server/interfaces/LDClientInterface", LAUNCH_DARKLY));

  private static AskingMethod of(String owner, Set<String> names) {
    return new AskingMethod(owner, names, 0);
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
    return new AskingMethod(owner, Set.of(method.substring(dot + 1)), key);
  }

  static List<AskingMethod> with(List<AskingMethod> more) {
    List<AskingMethod> all = new ArrayList<>(KNOWN);
    all.addAll(more);
    return List.copyOf(all);
  }
}
