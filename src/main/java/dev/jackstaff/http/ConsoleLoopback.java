package dev.jackstaff.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The open console of a laptop: whoever sits there may do everything. Both ends are loopback
 * addresses, no proxy stands between, and the host was called by a name that no DNS server can
 * point here.
 */
final class ConsoleLoopback implements ConsoleAccess {
  static final String ACTOR = "local";

  private static final Set<String> HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

  @Override
  public Grant grant(HttpServletRequest request) {
    boolean here =
        isLoopback(request.getRemoteAddr())
            && isLoopback(request.getLocalAddr())
            && HOSTS.contains(host(request.getHeader("Host")))
            && request.getHeader("Forwarded") == null
            && request.getHeader("X-Forwarded-For") == null;
    return here ? Grant.change(ACTOR) : Grant.NOTHING;
  }

  /** Without the port; empty if there is none. */
  private static String host(@Nullable String header) {
    return header == null ? "" : header.replaceFirst(":[0-9]{1,5}$", "");
  }

  private static boolean isLoopback(@Nullable String address) {
    // An address in digits is not looked up.
    if (address == null || !address.matches("[0-9a-fA-F.:%\\[\\]]+")) {
      return false;
    }
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
