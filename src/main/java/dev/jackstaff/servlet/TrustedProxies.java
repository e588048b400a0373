package dev.jackstaff.servlet;

import dev.jackstaff.internal.Network;
import dev.jackstaff.internal.Params;
import dev.jackstaff.internal.web.ForwardingHeaders;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The addresses whose headers count. Immutable, but for a memory of the last answer; thread-safe.
 *
 * <p>A header counts only if it comes from the peer itself, so it is refused where the address is
 * what a forwarding header says: a container or a valve that rewrites addresses shows there what
 * the client wrote.
 */
public final class TrustedProxies {
  private static final TrustedProxies LOOPBACK = new TrustedProxies(Network.LOOPBACK, false);
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
        ? !ForwardingHeaders.mention(request, Network.peer(address))
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
    byte[] address = Network.peer(remoteAddr);
    return address != null && networks.stream().anyMatch(n -> n.contains(address));
  }
}
