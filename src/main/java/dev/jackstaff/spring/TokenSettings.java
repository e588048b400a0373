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
    String secret = properties.overrideSecret();
    if (secret == null) {
      return null;
    }
    String named = properties.application();
    String application =
        named == null ? environment.getProperty("spring.application.name", "") : named;
    try {
      return tokens(Params.list(secret), application)
          .revoking(Set.copyOf(properties.revokedOverrides())::contains);
    } catch (IllegalArgumentException e) {
      problems.add("", "jackstaff.override-secret and jackstaff.application: " + e.getMessage());
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
