package dev.jackstaff.servlet;

import dev.jackstaff.internal.Mixing;
import dev.jackstaff.internal.Network;
import dev.jackstaff.internal.Spelling;
import dev.jackstaff.internal.web.ForwardingHeaders;
import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rule by which a filter finds the address of a request's client, for guards with {@code
 * perAddress}. Only a hash leaves this class, made with a random number of this process. An IPv6
 * address stands for its 64-bit network, since one client has the whole network. Immutable and
 * thread-safe; an IPv4 address that the container reports costs no allocation.
 */
public final class ClientAddress {
  private static final ClientAddress REMOTE = new ClientAddress(null);
  private static final List<String> FORMS = List.of("remote", "forwarded");
  private static final long SALT = new SecureRandom().nextLong();

  /** The value of all addresses that cannot be read; no IPv4 address or global network has it. */
  private static final long UNKNOWN = 1L << 40;

  private final @Nullable TrustedProxies proxies;

  private ClientAddress(@Nullable TrustedProxies proxies) {
    this.proxies = proxies;
  }

  /** {@return the rule that takes the address of the peer, as the container reports it} */
  public static ClientAddress remote() {
    return REMOTE;
  }

  /**
   * {@return the rule that takes the last address in the header {@code X-Forwarded-For} that is not
   * a trusted proxy's; the peer's address if the peer is no trusted proxy, or the header cannot be
   * read}
   *
   * @param proxies the proxies, each of which must append the address of its client to the header
   * @throws IllegalArgumentException if the proxies are not named
   */
  public static ClientAddress forwarded(TrustedProxies proxies) {
    if (!proxies.areNamed()) {
      throw new IllegalArgumentException(
          "forwarded needs trustedProxies, the proxies that append to X-Forwarded-For");
    }
    return new ClientAddress(proxies);
  }

  /**
   * {@return the rule that a text names}
   *
   * @param text {@code remote} or {@code forwarded}
   * @param proxies the trusted proxies
   * @throws IllegalArgumentException if it is neither, or the proxies are not named
   */
  public static ClientAddress parse(String text, TrustedProxies proxies) {
    return switch (text) {
      case "remote" -> REMOTE;
      case "forwarded" -> forwarded(proxies);
      default ->
          throw new IllegalArgumentException(
              "'"
                  + Spelling.shown(text)
                  + "' should be remote or forwarded"
                  + Spelling.suggestion(text, FORMS));
    };
  }

  /**
   * Returns a hash of the address, positive and never 0. All addresses that cannot be read have the
   * same hash, so that a client cannot choose one.
   */
  long hash(HttpServletRequest request) {
    TrustedProxies known = proxies;
    String peer = request.getRemoteAddr();
    long plain = peer == null ? -1 : Network.ipv4(peer);
    if (known != null && known.trusts(request)) {
      byte[] client = ForwardingHeaders.client(request, known::contains);
      if (client != null) {
        return Mixing.spread(SALT ^ number(client));
      }
    }
    return Mixing.spread(SALT ^ (plain >= 0 ? plain : number(Network.peer(peer))));
  }

  /** Returns the 4 bytes of an address, or the first 8 of 16. */
  private static long number(byte @Nullable [] address) {
    if (address == null) {
      return UNKNOWN;
    }
    long number = 0;
    for (int i = 0; i < Math.min(address.length, Long.BYTES); i++) {
      number = (number << 8) | (address[i] & 0xFF);
    }
    return number;
  }

  /** {@return the rule's name, as in the init-param} */
  @Override
  public String toString() {
    return proxies == null ? "remote" : "forwarded";
  }
}
