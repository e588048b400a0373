package dev.jackstaff.spring;

import dev.jackstaff.model.BucketingId;
import dev.jackstaff.model.User;
import dev.jackstaff.servlet.UserResolver;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * A resolver of the user whom Spring Security has authenticated. The authentication's name is the
 * id, and its authorities are the attribute {@code authorities}, a list of strings. Thread-safe.
 *
 * <p>It is the default in an application with Spring Security. To identify users who have not
 * logged in as well, define a bean {@code new AuthenticationUser().or(UserResolver.anonymous())}.
 */
public final class AuthenticationUser implements UserResolver {
  /** The attribute that lists the user's granted authorities. */
  public static final String AUTHORITIES = "authorities";

  /** Creates a resolver. */
  public AuthenticationUser() {}

  @Override
  public @Nullable User resolve(HttpServletRequest request, HttpServletResponse response) {
    Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
    if (authentication == null
        || !authentication.isAuthenticated()
        || authentication instanceof AnonymousAuthenticationToken) {
      return null;
    }
    String id = BucketingId.fromRequest(authentication.getName());
    return id == null ? null : User.of(id).with(AUTHORITIES, authorities(authentication));
  }

  /** {@return the name of this resolver for logs} */
  @Override
  public String toString() {
    return "Spring Security's authentication";
  }

  private static List<String> authorities(Authentication authentication) {
    return authentication.getAuthorities().stream()
        .map(GrantedAuthority::getAuthority)
        .filter(authority -> authority != null)
        .toList();
  }
}
