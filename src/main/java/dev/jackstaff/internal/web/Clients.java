package dev.jackstaff.internal.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** Names for clients, by which limits are shared out. */
public final class Clients {
  private static final int NETWORK_BYTES = 8;

  private Clients() {}

  /**
   * {@return the address of a request's sender; the network of 64 bits of an IPv6 address, since
   * one client has all of it}
   *
   * @param request the request
   */
  public static String address(HttpServletRequest request) {
    String address = request.getRemoteAddr();
    if (address == null || address.indexOf(':') < 0) {
      return String.valueOf(address);
    }
    try {
      // An address in digits is not looked up.
      InetAddress parsed = InetAddress.getByName(address);
      return parsed instanceof Inet6Address && !parsed.isLoopbackAddress()
          ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), NETWORK_BYTES))
          : parsed.getHostAddress();
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
