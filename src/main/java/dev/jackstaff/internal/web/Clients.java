package dev.jackstaff.internal.web;

import dev.jackstaff.internal.Network;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.HexFormat;

/** Names clients, so that limits apply to each. */
public final class Clients {
  private static final int NETWORK_BYTES = 8;
  private static final int MAX_LENGTH = 100;

  private Clients() {}

  /**
   * {@return the address of a request's sender; for IPv6 its 64-bit network, since one client has
   * the whole network}
   *
   * @param request the request
   */
  public static String address(HttpServletRequest request) {
    String text = request.getRemoteAddr();
    byte[] address = Network.peer(text);
    if (address == null) {
      // Some containers return text here that the client has written.
      return text == null || text.length() > MAX_LENGTH ? "unknown" : text;
    }
    boolean isShared = address.length > 4 && !Network.isLoopback(text);
    return HexFormat.of().formatHex(isShared ? Arrays.copyOf(address, NETWORK_BYTES) : address);
  }
}
