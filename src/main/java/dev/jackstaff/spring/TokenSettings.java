package dev.jackstaff.spring;

import dev.jackstaff.internal.Secrets;
import dev.jackstaff.servlet.OverrideTokens;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/** Creates the verifier of testers' tokens from the properties. */
final class TokenSettings {
  /** A stand-in that allows the secret to be checked although the name is missing. */
  private static final String NO_NAME = "?";

  private final JackstaffProperties properties;
  private final Environment environment;
  private final PropertyProblems problems;

  TokenSettings(
      JackstaffProperties properties, Environment environment, PropertyProblems problems) {
    this.properties = properties;
    this.environment = environment;
    this.problems = problems;
  }

  /** Returns the verifier, or null if there is no secret, or a problem. */
  @Nullable OverrideTokens tokens() {
    List<String> secrets = properties.overrideSecret();
    if (secrets == null) {
      return null;
    }
    String named = properties.application();
    String application =
        named == null ? environment.getProperty("spring.application.name", "") : named;
    boolean isNamed = !application.isBlank();
    if (!isNamed) {
      problems.add(
          "jackstaff.application",
          "testers' tokens need the application's name, so that tokens of other applications are"
              + " rejected; set"
              + " spring.application.name or jackstaff.application");
    }
    try {
      OverrideTokens tokens =
          tokens(
              KeyProperties.keys(secrets, Secrets.MIN_KEY_LENGTH, "the override secret"),
              isNamed ? application : NO_NAME);
      return isNamed ? tokens.revoking(Set.copyOf(properties.revokedOverrides())::contains) : null;
    } catch (IllegalArgumentException e) {
      problems.add("jackstaff.override-secret", String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** Creates the tokens with keys of which the first signs and all verify. */
  private static OverrideTokens tokens(List<byte[]> keys, String application) {
    byte[][] former = keys.subList(1, keys.size()).toArray(byte[][]::new);
    return OverrideTokens.of(keys.get(0), application).alsoVerifying(former);
  }
}
