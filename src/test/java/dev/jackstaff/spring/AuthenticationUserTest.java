package dev.jackstaff.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.mockito.Mockito.mock;

import dev.jackstaff.model.User;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;

final class AuthenticationUserTest {
  private static final List<GrantedAuthority> STAFF =
      AuthorityUtils.createAuthorityList("ROLE_STAFF", "orders:read");

  private final HttpServletRequest request = mock();
  private final HttpServletResponse response = mock();

  @AfterEach
  void logOut() {
    SecurityContextHolder.clearContext();
  }

  private User resolve(Authentication authentication) {
    SecurityContextHolder.getContext().setAuthentication(authentication);
    return new AuthenticationUser().resolve(request, response);
  }

  private static Authentication of(String name) {
    return UsernamePasswordAuthenticationToken.authenticated(name, "secret", STAFF);
  }

  @Test
  void user_isTheAuthentications_withItsAuthorities() {
    assertEquals(
        User.of("anna").with("authorities", List.of("ROLE_STAFF", "orders:read")),
        resolve(of("anna")));
  }

  @Test
  void nobody_isKnown_whoHasNotLoggedIn() {
    assertNull(resolve(null));
    assertNull(resolve(UsernamePasswordAuthenticationToken.unauthenticated("anna", "guess")));
    assertNull(resolve(new AnonymousAuthenticationToken("key", "anonymousUser", STAFF)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 257})
  void name_thatIsBlankOrTooLong_isNone(int length) {
    assertNull(resolve(of("x".repeat(length))));
    assertEquals("x".repeat(256), resolve(of("x".repeat(256))).id());
  }
}
