package dev.jackstaff.http;

import dev.jackstaff.internal.Secrets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Tickets to the stream of changes: browsers cannot send a header there, so the permission is in
 * the URL, and does not last. A ticket is the same for half of its life, since an answer that
 * differs in nothing else should be the same as well.
 */
final class OfrepTickets {
  static final Duration LIFE = Duration.ofHours(1);

  private final byte[] key;
  private final InstantSource clock;

  /** Without a key there is a random one, which no other node knows. */
  OfrepTickets(byte @Nullable [] key, InstantSource clock) {
    this.key = key == null ? randomKey() : key;
    this.clock = clock;
  }

  private static byte[] randomKey() {
    byte[] key = new byte[Secrets.SHORTEST_KEY];
    new SecureRandom().nextBytes(key);
    return key;
  }

  String issue() {
    long half = LIFE.toSeconds() / 2;
    long expires = (now() / half + 2) * half;
    return expires + "." + Secrets.encode(Secrets.sign(key, text(expires)));
  }

  /** By the signature first: only what was issued here is read at all. */
  boolean admits(String ticket) {
    int dot = ticket.indexOf('.');
    if (dot < 1 || dot > 12 || !ticket.substring(0, dot).matches("[0-9]+")) {
      return false;
    }
    long expires = Long.parseLong(ticket.substring(0, dot));
    return Secrets.isSigned(key, text(expires), ticket.substring(dot + 1)) && now() < expires;
  }

  private static String text(long expires) {
    return "ofrep-stream:" + expires;
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
