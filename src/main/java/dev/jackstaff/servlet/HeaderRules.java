package dev.jackstaff.servlet;

import dev.jackstaff.Evaluation;
import dev.jackstaff.internal.NamePatterns;
import dev.jackstaff.internal.Params;
import dev.jackstaff.model.ActiveFlags;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The flags that the header lists, and its audience. Immutable and thread-safe. */
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

  /** Returns these rules, restricted to some flags. */
  HeaderRules only(List<String> namesAndGlobs) {
    return namesAndGlobs.isEmpty()
        ? this
        : new HeaderRules(NamePatterns.anyOf(namesAndGlobs), testers, roles);
  }

  /** Returns these rules for an audience in the notation of the init-param {@code headerFor}. */
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

  /** Returns whether the sender of a request may see the header. */
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
        // Once a name does not fit, no later name is listed, so that the order shows which are
        // missing.
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
