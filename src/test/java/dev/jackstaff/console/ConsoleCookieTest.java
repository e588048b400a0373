package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two cookies of the console, both of the open one, which no proxy passes. */
final class ConsoleCookieTest {
  private final HttpServletRequest request = mock();

  private void request(boolean secure) {
    when(request.isSecure()).thenReturn(secure);
    when(request.getMethod()).thenReturn("GET");
    when(request.getProtocol()).thenReturn("HTTP/1.1");
    when(request.getRemoteAddr()).thenReturn("127.0.0.1");
    when(request.getLocalAddr()).thenReturn("127.0.0.1");
    when(request.getHeader("Host")).thenReturn("localhost:8443");
    when(request.getHeaderNames()).thenAnswer(call -> Collections.emptyEnumeration());
    when(request.getContextPath()).thenReturn("/shop");
    when(request.getServletPath()).thenReturn("/flags");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void cookie_isSecure_whereTheConnectionIs(boolean secure) {
    request(secure);
    LoopbackAccess local = new LoopbackAccess();
    when(request.getQueryString()).thenReturn("code=" + local.code());
    assertBound(secure, Objects.requireNonNull(local.enter(request)));

    HttpServletResponse response = mock();
    String owner =
        new TokenOwner(true, ConsoleAccess.Grant.change("local"), request).given(response);
    assertTrue(owner.matches("[0-9a-f]{32}"), owner);
    verify(response).addHeader(eq("Set-Cookie"), argThat(cookie -> assertBound(secure, cookie)));
  }

  private static boolean assertBound(boolean secure, String cookie) {
    String bounds = "; Path=/shop/flags/; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
    assertTrue(cookie.endsWith(bounds), cookie);
    return true;
  }
}
