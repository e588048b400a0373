package dev.jackstaff.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.ArgumentMatchers.endsWith;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.jackstaff.model.User;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UserResolverTest {
  private final HttpServletRequest request = mock();
  private final HttpServletResponse response = mock();

  @BeforeEach
  void path() {
    when(request.getContextPath()).thenReturn("");
    when(request.getRemoteAddr()).thenReturn("127.0.0.1");
  }

  private String id(UserResolver resolver) {
    User user = resolver.resolve(request, response);
    return user == null ? "nobody" : user.id();
  }

  @Test
  void principal_isTheAuthenticatedUser() {
    assertEquals("nobody", id(UserResolver.principal()));
    Principal anna = () -> "anna";
    when(request.getUserPrincipal()).thenReturn(anna);
    assertEquals("anna", id(UserResolver.principal()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t", "\u2003"})
  void blankId_isNoId_andTheNextResolverIsAsked(String blank) {
    when(request.getHeader("X-User-Id")).thenReturn(blank);
    when(request.getQueryString()).thenReturn("user=anna");
    UserResolver header = UserResolver.header("X-User-Id");
    assertNull(header.resolve(request, response));
    assertEquals("anna", id(header.or(UserResolver.query("user"))));
  }

  @Test
  void idOfMoreThan256Characters_isNoId() {
    when(request.getHeader("X-User-Id")).thenReturn("u".repeat(256), "u".repeat(257));
    UserResolver header = UserResolver.header("X-User-Id");
    assertNotNull(header.resolve(request, response));
    assertNull(header.resolve(request, response));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,       nobody",
    "::1,             nobody",
    "10.1.2.3,        anna",
    "::ffff:10.1.2.3, anna",
    "11.1.2.3,        nobody",
    "203.0.113.9,     nobody",
    "2001:db8::1,     nobody",
    "unknown,         nobody"
  })
  void header_countsFromTrustedPeersOnly(String peer, String expected) {
    when(request.getHeader("X-User-Id")).thenReturn("anna");
    when(request.getRemoteAddr()).thenReturn(peer);
    assertEquals(expected, id(UserResolver.header("X-User-Id", TrustedProxies.of("10.0.0.0/8"))));
  }

  @Test
  void header_countsFromLoopbackOnly_unlessOthersAreNamed() {
    when(request.getHeader("X-User-Id")).thenReturn("anna");
    assertEquals("anna", id(UserResolver.header("X-User-Id")));
    when(request.getRemoteAddr()).thenReturn("10.1.2.3");
    assertEquals("nobody", id(UserResolver.header("X-User-Id")));
  }

  @Test
  void session_isNeverMade() {
    assertEquals("nobody", id(UserResolver.session("user")));
    HttpSession session = mock();
    when(request.getSession(false)).thenReturn(session);
    assertEquals("nobody", id(UserResolver.session("user")));
    when(session.getAttribute("user")).thenReturn(42L);
    assertEquals("42", id(UserResolver.session("user")));
    verify(request, never()).getSession();
    verify(request, never()).getSession(true);
  }

  @ParameterizedTest
  @CsvSource({
    "user=anna,                  anna",
    "x=1&user=anna&user=ben,     anna",
    "us%65r=an%6Ea,              anna",
    "user=anna+b,                anna b",
    "user=a%3Db=c,               a=b=c",
    "user=,                      nobody",
    "user,                       nobody",
    "=anna,                      nobody",
    "user=%zz,                   nobody",
    "%zz=1&user=anna,            anna",
    "&&user=anna,                anna",
    "username=anna,              nobody"
  })
  void query_isReadWithoutTheBody(String query, String expected) {
    when(request.getQueryString()).thenReturn(query);
    assertEquals(expected, id(UserResolver.query("user")));
    verify(request, never()).getParameter("user");
  }

  @Test
  void cookie_isFoundByItsName() {
    assertEquals("nobody", id(UserResolver.cookie("uid")));
    when(request.getCookies())
        .thenReturn(new Cookie[] {new Cookie("UID", "x"), new Cookie("uid", "anna")});
    assertEquals("anna", id(UserResolver.cookie("uid")));
  }

  @Test
  void visitorsCookie_isSecure_onHttpsOnly() {
    UserResolver.anonymous().resolve(request, response);
    verify(response)
        .addHeader(eq("Set-Cookie"), endsWith("; Max-Age=31536000; HttpOnly; SameSite=Lax"));
    when(request.isSecure()).thenReturn(true);
    UserResolver.anonymous().resolve(request, response);
    verify(response).addHeader(eq("Set-Cookie"), endsWith("; SameSite=Lax; Secure"));
  }

  @Test
  void visitorsCookie_isForTheApplicationAlone() {
    when(request.getContextPath()).thenReturn("/shop");
    UserResolver.anonymous().resolve(request, response);
    verify(response).addHeader(eq("Set-Cookie"), contains("; Path=/shop; "));
  }

  @Test
  void visitorsIds_areRandom() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      ids.add(id(UserResolver.anonymous()));
    }
    assertEquals(1_000, ids.size());
    assertTrue(ids.stream().allMatch(id -> id.matches("anon-[0-9a-f]{32}")));
  }

  @Test
  void visitor_isAnAttribute_whoeverAnswers() {
    String visitor = "anon-" + "0a".repeat(16);
    when(request.getCookies()).thenReturn(new Cookie[] {new Cookie("jackstaff_visitor", visitor)});
    when(request.getHeader("X-User-Id")).thenReturn("anna");
    UserResolver chain =
        UserResolver.principal().or(UserResolver.header("X-User-Id")).or(UserResolver.anonymous());
    User user = chain.resolve(request, response);
    assertNotNull(user);
    assertEquals("anna", user.id());
    assertEquals(visitor, user.attribute("visitor"));
    User without = UserResolver.header("X-User-Id").resolve(request, response);
    assertNotNull(without);
    assertNull(without.attribute("visitor"));
  }

  @Test
  void resolver_knowsWhetherItTakesTheVisitorsWord() {
    assertTrue(UserResolver.cookie("uid").isClientControlled());
    assertTrue(UserResolver.query("uid").isClientControlled());
    assertTrue(UserResolver.principal().or(UserResolver.query("uid")).isClientControlled());
    assertFalse(UserResolver.principal().or(UserResolver.anonymous()).isClientControlled());
    assertFalse(UserResolver.session("uid").isClientControlled());
  }

  @Test
  void attributes_areWhatTheRequestSays() {
    when(request.getRequestURI()).thenReturn("/shop/search");
    when(request.getContextPath()).thenReturn("/shop");
    when(request.getMethod()).thenReturn("POST");
    when(request.getServerName()).thenReturn("shop.example.org");
    assertEquals("/search", RequestValue.path().of(request));
    assertEquals("POST", RequestValue.method().of(request));
    assertEquals("shop.example.org", RequestValue.host().of(request));
    assertEquals("127.0.0.1", RequestValue.remoteAddr().of(request));
    assertNull(RequestValue.locale().of(request));
    when(request.getHeader("Accept-Language")).thenReturn("de-AT");
    when(request.getLocale()).thenReturn(Locale.forLanguageTag("de-AT"));
    assertEquals("de-AT", RequestValue.locale().of(request));
  }
}
