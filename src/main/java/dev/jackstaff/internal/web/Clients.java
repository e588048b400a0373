package dev.jackstaff.internal.web;

import dev.jackstaff.internal.Network;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.HexFormat;

/** Names for clients, by which limits are shared out. */
public final class Clients {
  private static final int NETWORK_BYTES = 8;
  private static final int MAX_LENGTH = 100;

  private Clients() {}

  /**
   * {@return the address of a request's sender; the network of 64 bits of an IPv6 address, since
   * one client has all of it}
   *
   * @param request the request
   */
  public static String address(HttpServletRequest request) {
    String text = request.getRemoteAddr();
    byte[] address = Network.peer(text);
    if (address == null) {
      // Some containers show there what a client wrote.
      return text == null || text.length() > MAX_LENGTH ? "unknown" : text;
    }
    boolean isShared = address.length > 4 && !Network.isLoopback(text);
    return HexFormat.of().formatHex(isShared ? Arrays.copyOf(address, NETWORK_BYTES) : address);
  }
}
