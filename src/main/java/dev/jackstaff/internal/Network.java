package dev.jackstaff.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network of IPv4 or IPv6 addresses in CIDR notation. Immutable. Texts are never resolved as host
 * names, since a client's header could then cause a DNS query. An IPv4-mapped IPv6 address is
 * treated as the IPv4 address.
 */
public final class Network {
  private static final int MAX_LENGTH = 45;
  private static final int MAX_GROUP = 4;
  private static final int MAPPED_BITS = 96;

  /** The loopback addresses of this host. */
  public static final List<Network> LOOPBACK =
      List.of(
          new Network(new byte[] {127, 0, 0, 0}, 8),
          new Network(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128));

  private final byte[] address;
  private final int bits;

  private Network(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  /**
   * {@return the network that a text denotes, or null if it is invalid}
   *
   * @param text an address, or a network such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}
   */
  public static @Nullable Network parse(String text) {
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    byte[] address = address(host);
    if (address == null) {
      return null;
    }
    int most = address.length * 8;
    int bits = slash < 0 ? most : number(text, slash + 1, text.length(), 3);
    if (address.length == 4 && slash >= 0 && host.indexOf(':') >= 0) {
      bits -= MAPPED_BITS;
    }
    return bits < 0 || bits > most ? null : new Network(address, bits);
  }

  /**
   * {@return whether an address is in the network; false if the text is not an address}
   *
   * @param text an IPv4 or IPv6 address
   */
  public boolean contains(String text) {
    byte[] other = address(text);
    return other != null && contains(other);
  }

  /**
   * {@return whether an address is in the network}
   *
   * @param other the 4 or 16 bytes of an address
   */
  public boolean contains(byte[] other) {
    if (other.length != address.length) {
      return false;
    }
    int whole = bits >> 3;
    for (int i = 0; i < whole; i++) {
      if (address[i] != other[i]) {
        return false;
      }
    }
    int rest = bits & 7;
    return rest == 0 || ((address[whole] ^ other[whole]) & 0xFF) >> (8 - rest) == 0;
  }

  /**
   * {@return the 4 or 16 bytes of an address, or null if the text is invalid}
   *
   * @param text an IPv4 or IPv6 address
   */
  public static byte @Nullable [] address(String text) {
    if (text.length() > MAX_LENGTH) {
      return null;
    }
    return text.indexOf(':') < 0 ? v4(text) : v6(text);
  }

  /**
   * {@return the 4 or 16 bytes of an address in the notation of containers and headers, possibly
   * with brackets and a zone; null if the text is invalid}
   *
   * @param text such as {@code [::1]} or {@code fe80::1%eth0}, or null
   */
  public static byte @Nullable [] peer(@Nullable String text) {
    if (text == null) {
      return null;
    }
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    String bare = bracketed ? text.substring(1, text.length() - 1) : text;
    int zone = bare.indexOf(':') < 0 ? -1 : bare.indexOf('%');
    return address(zone < 0 ? bare : bare.substring(0, zone));
  }

  /**
   * {@return whether an address is a loopback address}
   *
   * @param text an address in the notation of {@link #peer}
   */
  public static boolean isLoopback(@Nullable String text) {
    byte[] address = peer(text);
    return address != null && LOOPBACK.stream().anyMatch(network -> network.contains(address));
  }

  /**
   * {@return the bits of an IPv4 address as a number, or -1 if the text is not one; allocates
   * nothing}
   *
   * @param text such as {@code 192.0.2.1}
   */
  public static long ipv4(String text) {
    long address = 0;
    int start = 0;
    for (int i = 0; i < 4; i++) {
      int end = i < 3 ? text.indexOf('.', start) : text.length();
      int octet = end < 0 ? -1 : number(text, start, end, 3);
      if (octet < 0 || octet > 255) {
        return -1;
      }
      address = address << 8 | octet;
      start = end + 1;
    }
    return address;
  }

  private static byte @Nullable [] v4(String text) {
    long bits = ipv4(text);
    return bits < 0 ? null : ByteBuffer.allocate(4).putInt((int) bits).array();
  }

  /** Reads a decimal number without unnecessary leading zeros; returns -1 for anything else. */
  private static int number(String text, int start, int end, int most) {
    if (end <= start || end - start > most || (text.charAt(start) == '0' && end - start > 1)) {
      return -1;
    }
    int number = 0;
    for (int i = start; i < end; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  private static byte @Nullable [] v6(String text) {
    int start = 0;
    for (int colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', start)) {
      if (!isGroup(text, start, colon)) {
        return null;
      }
      start = colon + 1;
    }
    boolean v4 = text.indexOf('.', start) >= 0;
    if (v4 ? v4(text.substring(start)) == null : !isGroup(text, start, text.length())) {
      return null;
    }
    try {
      // With a colon and no other characters it is either an address or invalid, so no name is
      // resolved.
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /**
   * Returns whether a group has at most 4 hexadecimal digits; the JDK would accept more, and
   * resolve a name.
   */
  private static boolean isGroup(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      if ("0123456789abcdefABCDEF".indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return end - start <= MAX_GROUP;
  }
}
