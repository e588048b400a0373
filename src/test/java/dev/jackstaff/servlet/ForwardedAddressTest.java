package dev.jackstaff.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The trust in forwarding headers that a proxy, a valve or a client sends. */
final class ForwardedAddressTest {
  private final HttpServletRequest request = mock();

  private void header(String name, String... values) {
    when(request.getHeader(name)).thenReturn(values[0]);
    when(request.getHeaderNames()).thenAnswer(call -> Collections.enumeration(List.of(name)));
    when(request.getHeaders(name)).thenAnswer(call -> Collections.enumeration(List.of(values)));
  }

  private boolean trusts(String proxies, String address) {
    when(request.getRemoteAddr()).thenReturn(address);
    return TrustedProxies.of(proxies.split(" ")).trusts(request);
  }

  /** With its own address nowhere in the header, the peer is the proxy that was named. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          loopback            | 127.0.0.1 | X-Forwarded-For     | 203.0.113.9                      | true
          loopback            | 127.0.0.1 | X-Forwarded-For     | 203.0.113.9:4711, [2001:db8::1]  | true
          loopback            | 127.0.0.1 | Forwarded           | for=203.0.113.9;by=127.0.0.1;proto=https | true
          loopback            | 127.0.0.1 | Forwarded           | for=unknown, for=_hidden         | true
          loopback            | 127.0.0.1 | X-Forwarded-For     | unknown                          | true
          10.0.0.0/8          | 10.0.0.5  | X-Real-IP           | 203.0.113.9                      | true
          10.0.0.0/8          | 10.0.0.5  | Via                 | 1.1 10.0.0.5                     | true
          10.0.0.0/8          | 10.0.0.5  | X-Forwarded-For     | 127.0.0.1                        | true
          loopback            | 127.0.0.1 | X-Forwarded-For     | 127.0.0.1, 203.0.113.9           | false
          loopback            | 127.0.0.1 | X-Forwarded-For     | 127.0.0.1:80                     | false
          loopback            | 127.0.0.1 | X-Forwarded-For     | ::ffff:127.0.0.1                 | false
          loopback            | ::1       | X-Forwarded-For     | [0:0:0:0:0:0:0:1]:80             | false
          loopback            | ::1       | Forwarded           | FOR="[::1]"                      | false
          loopback            | 127.0.0.1 | Forwarded           | proto=http;for="127.0.0.1:9"     | false
          loopback            | 127.0.0.1 | Forwarded           | for = 127.0.0.1                  | false
          loopback            | 127.0.0.1 | X-Forwarded-For     | localhost                        | false
          loopback            | 127.0.0.1 | X-Forwarded-For     | 127.1                            | false
          loopback            | 127.0.0.1 | X-Real-IP           | 127.0.0.1                        | false
          loopback            | 127.0.0.1 | CF-Connecting-IP    | 127.0.0.1                        | false
          10.0.0.0/8          | 10.0.0.5  | X-Forwarded-For     | 10.0.0.5                         | false
          10.0.0.0/8 loopback | 10.0.0.5  | True-Client-IP      | 10.0.0.5                         | false
          none                | 127.0.0.1 | X-Forwarded-For     | 203.0.113.9                      | false
          """)
  void namedPeer_isTrusted_unlessItsAddressIsWhatAHeaderSays(
      String proxies, String address, String name, String value, boolean trusted) {
    header(name, value);
    assertEquals(trusted, trusts(proxies, address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Ssl",
        "x-forwarded-scheme",
        "X-Forwarded-User",
        "X-Forwarded-Client-Cert",
        "X-Forwarded-Path",
        "X-Forwarded-Foo",
        "X-Original-Forwarded-For"
      })
  void loopbackThatNobodyNamed_isNotTrusted_behindAnyForwardingHeader(String name) {
    header(name, "x");
    when(request.getRemoteAddr()).thenReturn("127.0.0.1");
    assertEquals(false, TrustedProxies.loopback().trusts(request));
  }

  /** The request is that of nginx with a plain proxy_pass. */
  @Test
  void loopbackThatNobodyNamed_isNotTrusted_withHttp10() {
    when(request.getRemoteAddr()).thenReturn("127.0.0.1");
    when(request.getProtocol()).thenReturn("HTTP/1.0", "HTTP/1.1");
    assertEquals(false, TrustedProxies.loopback().trusts(request));
    assertEquals(true, TrustedProxies.loopback().trusts(request));
  }

  @Test
  void secondHeaderOfTheName_isReadToo() {
    header("X-Forwarded-For", "203.0.113.9", "127.0.0.1");
    assertEquals(false, trusts("loopback", "127.0.0.1"));
  }

  @Test
  void headerOfManyElements_isNotTrusted() {
    header("X-Forwarded-For", "203.0.113.9, ".repeat(500) + "127.0.0.1");
    assertEquals(false, trusts("loopback", "127.0.0.1"));
  }

  /** The valve takes the header away, and tells nobody the address of the peer. */
  @ParameterizedTest
  @ValueSource(strings = {"loopback", "10.0.0.0/8 loopback", "0.0.0.0/0 ::/0"})
  void addressThatTomcatHasRewritten_isNotTrusted(String proxies) {
    assertEquals(true, trusts(proxies, "127.0.0.1"));
    when(request.getAttribute("org.apache.tomcat.request.forwarded")).thenReturn(true);
    assertEquals(false, trusts(proxies, "127.0.0.1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Forwarded",
        "X-Forwarded-For",
        "X-Real-IP",
        "Via",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Forwarded-Port",
        "X-Forwarded-Prefix",
        "X-Forwarded-Scheme",
        "CF-Connecting-IP",
        "True-Client-IP",
        "via",
        "x-forwarded-for"
      })
  void loopbackThatNobodyNamed_isNotTrusted_behindAProxy(String name) {
    when(request.getRemoteAddr()).thenReturn("127.0.0.1");
    assertEquals(true, TrustedProxies.loopback().trusts(request));
    header(name, "x");
    assertEquals(false, TrustedProxies.loopback().trusts(request));
  }

  @Test
  void headerThatStandsTwice_countsOnlyIfBothSayTheSame() {
    when(request.getRemoteAddr()).thenReturn("127.0.0.1");
    RequestValue user = RequestValue.header("X-User-Id");
    header("X-User-Id", "anna", "anna");
    assertEquals("anna", user.of(request));
    header("X-User-Id", "admin", "anna");
    assertNull(user.of(request));
  }

  @ParameterizedTest
  @CsvSource({"anna,anna", "Ã\u009cnÃ¯,Ünï", "Ünï,Ünï", "Ünï→🏴,Ünï→🏴", "Ã,Ã", "'',''"})
  void header_isReadAsUtf8_whereItIs(String read, String meant) {
    assertEquals(meant, NamedValue.utf8(read));
  }
}
