package dev.jackstaff.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.startsWith;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VisitorCookieTest {
  private static final String ID = "anon-0123456789abcdef0123456789abcdef";
  private static final String OTHER = "anon-fedcba9876543210fedcba9876543210";
  private static final byte[] OLD = key("the old key, of thirty-two bytes and more");
  private static final byte[] NEW = key("the new key, of thirty-two bytes and more");

  private final HttpServletRequest request = mock();

  private static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @BeforeEach
  void application() {
    when(request.getContextPath()).thenReturn("/shop");
  }

  private void sent(String name, String... values) {
    Cookie[] cookies = new Cookie[values.length];
    for (int i = 0; i < values.length; i++) {
      cookies[i] = new Cookie(name, values[i]);
    }
    when(request.getCookies()).thenReturn(cookies);
  }

  private String value(VisitorCookie cookie, String id) {
    return cookie.header(id, request).replaceAll("^[^=]*=|;.*", "");
  }

  @Test
  void signedId_isKnown_byItsKeyAlone() {
    VisitorCookie old = VisitorCookie.of(List.of(OLD), false);
    sent("jackstaff_visitor", value(old, ID));
    assertEquals(new VisitorCookie.Visit(ID, true), old.find(request));
    assertNull(VisitorCookie.of(List.of(NEW), false).find(request));
  }

  @Test
  void idOfTheFormerKey_isKnown_andSignedAnew() {
    VisitorCookie both = VisitorCookie.of(List.of(NEW, OLD), false);
    sent("jackstaff_visitor", value(VisitorCookie.of(List.of(OLD), false), ID));
    assertEquals(new VisitorCookie.Visit(ID, false), both.find(request));
    sent("jackstaff_visitor", value(both, ID));
    assertEquals(new VisitorCookie.Visit(ID, true), both.find(request));
  }

  @Test
  void everyChange_makesAnotherVisitor() {
    VisitorCookie cookie = VisitorCookie.of(List.of(OLD), false);
    String right = value(cookie, ID);
    for (int i = 0; i < right.length(); i++) {
      char other = right.charAt(i) == 'a' ? 'b' : 'a';
      sent("jackstaff_visitor", right.substring(0, i) + other + right.substring(i + 1));
      assertNull(cookie.find(request), "character " + i);
    }
    sent(
        "jackstaff_visitor",
        ID,
        OTHER + right.substring(right.indexOf('.')),
        right + "a",
        ID + ".");
    assertNull(cookie.find(request));
  }

  @Test
  void firstValidCookie_counts_whateverStandsBefore() {
    sent("jackstaff_visitor", "tossed", ID, OTHER);
    assertEquals(new VisitorCookie.Visit(ID, true), VisitorCookie.PLAIN.find(request));
    VisitorCookie cookie = VisitorCookie.of(List.of(OLD), false);
    sent("jackstaff_visitor", "tossed", OTHER, value(cookie, ID));
    assertEquals(new VisitorCookie.Visit(ID, true), cookie.find(request));
  }

  @Test
  void signedId_isKept_whenTheSecretIsTakenAway() {
    sent("jackstaff_visitor", value(VisitorCookie.of(List.of(OLD), false), ID));
    assertEquals(new VisitorCookie.Visit(ID, true), VisitorCookie.PLAIN.find(request));
  }

  /** The resolver of the manual's page on privacy. */
  @Test
  void visitorWhoHasNotAgreed_getsNoCookie_andNoId() {
    HttpServletResponse response = mock();
    UserResolver withoutConsent =
        (asked, answer) -> asked.getParameter("agreed") != null ? null : User.anonymous();
    var resolver = (FirstKnownUser) withoutConsent.or(UserResolver.anonymous());
    assertNull(resolver.resolve(request, response, true).id());
    verifyNoInteractions(response);

    when(request.getParameter("agreed")).thenReturn("yes");
    assertTrue(resolver.resolve(request, response, true).id().startsWith("anon-"));
    verify(response).addHeader(eq("Set-Cookie"), startsWith("jackstaff_visitor="));
  }

  @ParameterizedTest
  @CsvSource({
    "false, false, jackstaff_visitor=, ; Path=/shop;, false",
    "false, true, jackstaff_visitor=, ; Path=/shop;, true",
    "true, false, __Host-jackstaff_visitor_shop=, ; Path=/;, true",
    "true, true, __Host-jackstaff_visitor_shop=, ; Path=/;, true"
  })
  void cookie_isForThisHostAlone_whenItIsAlwaysSecure(
      boolean always, boolean https, String start, String path, boolean secure) {
    when(request.isSecure()).thenReturn(https);
    String header = VisitorCookie.of(List.of(), always).header(ID, request);
    assertTrue(header.startsWith(start + ID), header);
    assertTrue(header.contains(path), header);
    assertEquals(secure, header.endsWith("; Secure"), header);
    assertFalse(header.contains("Domain"), header);
  }

  @Test
  void cookie_hasThePathThatAProxyShows() {
    VisitorCookie two = VisitorCookie.of(List.of(), false, "/two");
    assertTrue(two.header(ID, request).contains("; Path=/two;"), two.header(ID, request));
    assertThrows(IllegalArgumentException.class, () -> VisitorCookie.of(List.of(), true, "/two"));
    for (String wrong : List.of("two", "", "/a;b", "/a b", "/a\r\nX: y")) {
      assertThrows(IllegalArgumentException.class, () -> VisitorCookie.checkedPath(wrong), wrong);
    }
  }

  @Test
  void cookieUnderTheOtherName_countsForNothing_whenItIsAlwaysSecure() {
    sent("jackstaff_visitor", ID);
    assertNull(VisitorCookie.of(List.of(), true).find(request));
  }

  @Test
  void shortKey_isRefused_andSoIsACookieWithoutVisitors() {
    assertThrows(
        IllegalArgumentException.class, () -> VisitorCookie.of(List.of(new byte[31]), false));
    try (FeatureFlags features = FeatureFlags.of(FlagSet.empty())) {
      FlagFilter.Builder filter = FlagFilter.builder(features).secureCookies(true);
      assertThrows(IllegalArgumentException.class, filter::build);
      filter.user(UserResolver.principal().or(UserResolver.anonymous())).build();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"script", "style", "image", "font", "video", "manifest", "worker"})
  void partOfAPage_bringsNobodyIn(String destination) {
    when(request.getHeader("Sec-Fetch-Dest")).thenReturn(destination);
    assertFalse(Introduction.isMade(request, false));
    assertFalse(Introduction.isMade(request, true));
  }

  @Test
  void filesAndPreflights_bringNobodyIn_butPagesAndCallsDo() {
    assertTrue(Introduction.isMade(request, false));
    assertFalse(Introduction.isMade(request, true));
    for (var row : Map.of("document", true, "iframe", true, "empty", false).entrySet()) {
      when(request.getHeader("Sec-Fetch-Dest")).thenReturn(row.getKey());
      assertTrue(Introduction.isMade(request, false));
      assertEquals(row.getValue(), Introduction.isMade(request, true));
    }
    when(request.getHeader("Sec-Fetch-Dest")).thenReturn(null);
    when(request.getHeader("Accept")).thenReturn("text/html,application/xhtml+xml;q=0.9");
    assertTrue(Introduction.isMade(request, true));
    when(request.getMethod()).thenReturn("OPTIONS");
    assertFalse(Introduction.isMade(request, false));
  }
}
