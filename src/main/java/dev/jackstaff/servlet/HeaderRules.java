package dev.jackstaff.servlet;

import dev.jackstaff.Evaluation;
import dev.jackstaff.internal.NamePatterns;
import dev.jackstaff.internal.Params;
import dev.jackstaff.model.ActiveFlags;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which flags the header names, and to whom. Immutable and thread-safe. */
final class HeaderRules {
  static final HeaderRules ALL = new HeaderRules(null, false, List.of());

  private static final String ROLES = "roles:";

  private final @Nullable Predicate<String> only;
  private final boolean testers;
  private final List<String> roles;

  private HeaderRules(@Nullable Predicate<String> only, boolean testers, List<String> roles) {
    this.only = only;
    this.testers = testers;
    this.roles = roles;
  }

  /** These rules for some flags only. */
  HeaderRules only(List<String> namesAndGlobs) {
    return namesAndGlobs.isEmpty()
        ? this
        : new HeaderRules(NamePatterns.anyOf(namesAndGlobs), testers, roles);
  }

  /** These rules for an audience, as the init-param {@code headerFor} has it. */
  HeaderRules audience(String text) {
    if (text.equals("all") || text.equals("overrides")) {
      return new HeaderRules(only, text.equals("overrides"), List.of());
    }
    List<String> names =
        text.startsWith(ROLES) ? Params.list(text.substring(ROLES.length())) : List.of();
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          "'" + text + "' should be all, overrides, or roles:NAME with one role or more");
    }
    return new HeaderRules(only, false, names);
  }

  /** Whether the sender of a request sees the header at all. */
  boolean admit(HttpServletRequest request, boolean overridden) {
    if (testers) {
      return overridden;
    }
    return roles.isEmpty() || roles.stream().anyMatch(request::isUserInRole);
  }

  ActiveFlags active(Evaluation evaluation, int maxBytes) {
    Predicate<String> some = only;
    return some == null ? evaluation.active(maxBytes) : some(evaluation, some, maxBytes);
  }

  private static ActiveFlags some(Evaluation evaluation, Predicate<String> some, int maxBytes) {
    StringBuilder names = new StringBuilder();
    int omitted = 0;
    for (String name : evaluation.active()) {
      if (some.test(name)) {
        int comma = names.isEmpty() ? 0 : 1;
        // Once a name did not fit, none after it is shown, so that the order tells what is missing.
        if (omitted == 0 && names.length() + comma + name.length() <= maxBytes) {
          names.append(comma == 0 ? "" : ",").append(name);
        } else {
          omitted++;
        }
      }
    }
    return new ActiveFlags(names.toString(), omitted, maxBytes);
  }
}
