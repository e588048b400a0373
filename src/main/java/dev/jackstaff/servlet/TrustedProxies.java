package dev.jackstaff.servlet;

import dev.jackstaff.internal.Params;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The addresses whose headers count. Immutable, but for a memory of the last answer; thread-safe.
 *
 * <p>A header counts only if it comes from the peer itself, so it is refused where the address is
 * what a forwarding header says: a container or a valve that rewrites addresses shows there what
 * the client wrote.
 */
public final class TrustedProxies {
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

  /**
   * Exact, since the JDK takes what is nearly an address for a name and asks the network for it.
   */
  private static final Pattern V4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

  private static final List<Network> LOOPBACK_NETWORKS =
      List.of(network("127.0.0.0/8"), network("::1"));

  private static final TrustedProxies LOOPBACK = new TrustedProxies(LOOPBACK_NETWORKS, false);
  private static final TrustedProxies NONE = new TrustedProxies(List.of(), true);

  private final List<Network> networks;
  private final boolean named;

  /** Most requests come from one proxy. Threads race for it without harm. */
  private @Nullable Known last;

  private record Known(String address, boolean trusted) {}

  private TrustedProxies(List<Network> networks, boolean named) {
    this.networks = networks;
    this.named = named;
  }

  private static final class Network {
    private final byte[] address;
    private final int bits;

    Network(byte[] address, int bits) {
      this.address = address;
      this.bits = bits;
    }

    boolean contains(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit & 7);
        if ((address[bit >> 3] & mask) != (other[bit >> 3] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * {@return the loopback addresses, as far as no forwarding header shows that a proxy stands
   * before them; the default. To trust a proxy on the same host, name it: {@code of("loopback")}}
   */
  public static TrustedProxies loopback() {
    return LOOPBACK;
  }

  /** {@return no address at all} */
  public static TrustedProxies none() {
    return NONE;
  }

  /**
   * {@return these addresses and no others}
   *
   * @param addresses IPv4 or IPv6 addresses, networks such as {@code 10.0.0.0/8}, {@code loopback}
   *     for those of this host, or {@code none} alone; no host names
   * @throws IllegalArgumentException if any is none of these; names each
   */
  public static TrustedProxies of(String... addresses) {
    List<List<Network>> networks =
        Params.each(List.of(addresses), address -> networks(address, addresses.length));
    return new TrustedProxies(networks.stream().flatMap(List::stream).toList(), true);
  }

  private static List<Network> networks(String address, int count) {
    if (address.equals("none") && count > 1) {
      throw new IllegalArgumentException("'none' stands alone");
    }
    return switch (address) {
      case "none" -> List.of();
      case "loopback" -> LOOPBACK_NETWORKS;
      default -> List.of(network(address));
    };
  }

  private static Network network(String text) {
    int slash = text.indexOf('/');
    InetAddress address = parse(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      throw new IllegalArgumentException(
          "'" + text + "' is not an address, a network such as 10.0.0.0/8, loopback or none");
    }
    byte[] bytes = address.getAddress();
    int most = bytes.length * 8;
    return new Network(bytes, slash < 0 ? most : prefix(text, text.substring(slash + 1), most));
  }

  private static int prefix(String text, String bits, int most) {
    boolean digits = bits.matches("[0-9]{1,3}");
    int prefix = digits ? Integer.parseInt(bits) : -1;
    if (prefix < 0 || prefix > most) {
      throw new IllegalArgumentException(
          "the prefix of '" + text + "' must be between 0 and " + most);
    }
    return prefix;
  }

  /** Whether somebody has named them, so that they are known to overwrite the headers. */
  boolean areNamed() {
    return named;
  }

  /**
   * {@return whether the headers of a request count}
   *
   * @param request the request
   */
  public boolean trusts(HttpServletRequest request) {
    String address = request.getRemoteAddr();
    if (address == null || !trusts(address)) {
      return false;
    }
    return named
        ? !ForwardingHeaders.mention(request, parse(address))
        : !ForwardingHeaders.areIn(request);
  }

  /**
   * {@return whether an address is one of these; of a request, {@link #trusts(HttpServletRequest)}
   * tells more}
   *
   * @param remoteAddr the address as {@code getRemoteAddr()} gives it
   */
  public boolean trusts(@Nullable String remoteAddr) {
    if (remoteAddr == null) {
      return false;
    }
    Known known = last;
    if (known == null || !known.address().equals(remoteAddr)) {
      known = new Known(remoteAddr, isTrusted(remoteAddr));
      last = known;
    }
    return known.trusted();
  }

  private boolean isTrusted(String remoteAddr) {
    InetAddress address = parse(remoteAddr);
    if (address == null) {
      return false;
    }
    byte[] bytes = address.getAddress();
    return networks.stream().anyMatch(n -> n.contains(bytes));
  }

  /** Null if it is not the text of an address; names are never looked up. */
  static @Nullable InetAddress parse(String text) {
    String bare =
        text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    boolean v6 = bare.indexOf(':') >= 0;
    if (!v6 && !V4.matcher(bare).matches()) {
      return null;
    }
    try {
      return InetAddress.getByName(bare);
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
