package dev.jackstaff.spring;

import dev.jackstaff.internal.Params;
import dev.jackstaff.servlet.OverrideTokens;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/** Makes what verifies testers' tokens of the properties. */
final class TokenSettings {
  /** Lets the secret be checked as well where the name is missing. */
  private static final String NO_NAME = "?";

  private final JackstaffProperties properties;
  private final Environment environment;
  private final Problems problems;

  TokenSettings(JackstaffProperties properties, Environment environment, Problems problems) {
    this.properties = properties;
    this.environment = environment;
    this.problems = problems;
  }

  /** Null if there is no secret, or a problem. */
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
          "testers' tokens need a name, which keeps the tokens of other applications out; set"
              + " spring.application.name or jackstaff.application");
    }
    try {
      OverrideTokens tokens =
          tokens(Params.list(String.join(",", secrets)), isNamed ? application : NO_NAME);
      return isNamed ? tokens.revoking(Set.copyOf(properties.revokedOverrides())::contains) : null;
    } catch (IllegalArgumentException e) {
      problems.add("jackstaff.override-secret", String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** The first signs, and all of them verify. */
  private static OverrideTokens tokens(List<String> secrets, String application) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("the secret is empty");
    }
    OverrideTokens tokens = OverrideTokens.of(bytes(secrets.get(0)), application);
    for (String former : secrets.subList(1, secrets.size())) {
      tokens = tokens.alsoVerifying(bytes(former));
    }
    return tokens;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
