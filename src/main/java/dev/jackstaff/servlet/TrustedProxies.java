package dev.jackstaff.servlet;

import dev.jackstaff.internal.Network;
import dev.jackstaff.internal.Params;
import dev.jackstaff.internal.web.ForwardingHeaders;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The addresses whose headers are trusted. Immutable, except for a cache of the last result;
 * thread-safe.
 *
 * <p>A header is accepted only from the peer itself. It is refused if the address equals the
 * content of a forwarding header: a container or a valve that rewrites addresses returns there what
 * the client sent.
 */
public final class TrustedProxies {
  private static final TrustedProxies LOOPBACK = new TrustedProxies(Network.LOOPBACK, false);
  private static final TrustedProxies NONE = new TrustedProxies(List.of(), true);

  private final List<Network> networks;
  private final boolean named;

  /**
   * The last result, since most requests come from one proxy. Races between threads are harmless.
   */
  private @Nullable CheckedAddress last;

  private record CheckedAddress(String address, boolean trusted) {}

  private TrustedProxies(List<Network> networks, boolean named) {
    this.networks = networks;
    this.named = named;
  }

  /**
   * {@return the loopback addresses, unless a forwarding header shows that a proxy forwarded the
   * request; the default. To trust a proxy on the same host, name it: {@code of("loopback")}}
   */
  public static TrustedProxies loopback() {
    return LOOPBACK;
  }

  /** {@return an empty set of addresses} */
  public static TrustedProxies none() {
    return NONE;
  }

  /**
   * {@return a set of trusted addresses}
   *
   * @param addresses IPv4 or IPv6 addresses, networks such as {@code 10.0.0.0/8}, {@code loopback}
   *     for those of this host, or {@code none} alone; host names are not allowed
   * @throws IllegalArgumentException if any text is invalid; the message lists each of them
   */
  public static TrustedProxies of(String... addresses) {
    List<List<Network>> networks =
        Params.each(List.of(addresses), address -> networks(address, addresses.length));
    return new TrustedProxies(networks.stream().flatMap(List::stream).toList(), true);
  }

  private static List<Network> networks(String address, int count) {
    if (address.equals("none") && count > 1) {
      throw new IllegalArgumentException("'none' cannot be combined with other proxies");
    }
    return switch (address) {
      case "none" -> List.of();
      case "loopback" -> Network.LOOPBACK;
      default -> List.of(network(address));
    };
  }

  private static Network network(String text) {
    String bare = text.startsWith("[") ? text.replaceAll("[\\[\\]]", "") : text;
    Network network = Network.parse(bare);
    if (network == null) {
      throw new IllegalArgumentException(fault(text, bare));
    }
    return network;
  }

  private static String fault(String text, String bare) {
    int slash = bare.indexOf('/');
    String host = slash < 0 ? bare : bare.substring(0, slash);
    byte[] address = Network.address(host);
    if (address == null) {
      return "'" + text + "' is not an address, a network such as 10.0.0.0/8, loopback or none";
    }
    boolean isMapped = address.length == 4 && host.indexOf(':') >= 0;
    String range = isMapped ? "96 and 128" : "0 and " + address.length * 8;
    return "the prefix of '" + text + "' must be between " + range;
  }

  /**
   * Returns whether the addresses were configured explicitly, so that the proxies are known to
   * overwrite the headers.
   */
  boolean areNamed() {
    return named;
  }

  /**
   * {@return whether the headers of a request are trusted}
   *
   * @param request the request
   */
  public boolean trusts(HttpServletRequest request) {
    String address = request.getRemoteAddr();
    if (address == null || !trusts(address)) {
      return false;
    }
    return named
        ? !ForwardingHeaders.mention(request, Network.peer(address))
        : !ForwardingHeaders.areIn(request);
  }

  /**
   * {@return whether an address is one of these; for a request, {@link #trusts(HttpServletRequest)}
   * checks more}
   *
   * @param remoteAddr the address as returned by {@code getRemoteAddr()}
   */
  public boolean trusts(@Nullable String remoteAddr) {
    if (remoteAddr == null) {
      return false;
    }
    CheckedAddress known = last;
    if (known == null || !known.address().equals(remoteAddr)) {
      known = new CheckedAddress(remoteAddr, isTrusted(remoteAddr));
      last = known;
    }
    return known.trusted();
  }

  private boolean isTrusted(String remoteAddr) {
    byte[] address = Network.peer(remoteAddr);
    return address != null && contains(address);
  }

  /** Returns whether an address of 4 or 16 bytes is one of these. */
  boolean contains(byte[] address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }
}
