package dev.jackstaff.servlet;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.internal.NamePatterns;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.model.User;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The testers' overrides that a filter accepts. Without tokens it accepts none and reads nothing
 * from the request.
 */
final class OverrideSettings {
  static final OverrideSettings NONE = new OverrideSettings(null, List.of());

  /**
   * The maximum number of cookies that are checked, since any host of a domain can set cookies of
   * the same name for all of its hosts.
   */
  private static final int MAX_COOKIES = 4;

  private final @Nullable OverrideTokens tokens;
  private final Predicate<String> overridable;

  /**
   * Creates the settings; the names and globs select the permission and ops flags that may be
   * overridden as well.
   */
  OverrideSettings(@Nullable OverrideTokens tokens, List<String> overridable) {
    this.tokens = tokens;
    this.overridable = NamePatterns.anyOf(overridable);
  }

  /** Returns the overrides of a request; counts those that are rejected. */
  Map<String, FlagOverride> of(HttpServletRequest request, User user, FeatureFlags features) {
    OverrideTokens.TokenCheck verdict = tokens == null ? null : judge(tokens, request);
    if (verdict == null) {
      return Map.of();
    }
    OverrideToken token = verdict.token();
    if (token == null) {
      features.integration().rejectedOverride(verdict.fault());
      return Map.of();
    }
    if (token.subject() != null && !token.subject().equals(user.id())) {
      features.integration().rejectedOverride("foreign");
      return Map.of();
    }
    return allowed(token.flags(), features);
  }

  /**
   * Returns the verdict on the header, otherwise on the first valid cookie, otherwise on the first
   * cookie; null if there is no token.
   */
  private static OverrideTokens.@Nullable TokenCheck judge(
      OverrideTokens tokens, HttpServletRequest request) {
    String header = request.getHeader(OverrideTokens.NAME);
    if (header != null) {
      return tokens.judge(header);
    }
    OverrideTokens.TokenCheck first = null;
    for (String text : cookies(request)) {
      OverrideTokens.TokenCheck verdict = tokens.judge(text);
      if (verdict.token() != null) {
        return verdict;
      }
      first = first == null ? verdict : first;
    }
    return first;
  }

  private static List<String> cookies(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    return cookies == null
        ? List.of()
        : Arrays.stream(cookies)
            .filter(cookie -> cookie.getName().equals(OverrideTokens.NAME))
            .map(Cookie::getValue)
            .filter(Objects::nonNull)
            .limit(MAX_COOKIES)
            .toList();
  }

  private Map<String, FlagOverride> allowed(
      Map<String, FlagOverride> wanted, FeatureFlags features) {
    Map<String, FlagOverride> allowed = new LinkedHashMap<>();
    wanted.forEach(
        (name, override) -> {
          if (isOverridable(name, features)) {
            allowed.put(name, override);
          } else {
            features.integration().rejectedOverride("not overridable");
          }
        });
    return allowed;
  }

  private boolean isOverridable(String name, FeatureFlags features) {
    FlagType type = features.definitions().find(name).map(Flag::type).orElse(FlagType.RELEASE);
    boolean guarded = type == FlagType.PERMISSION || type == FlagType.OPS;
    return !guarded || overridable.test(name);
  }
}
