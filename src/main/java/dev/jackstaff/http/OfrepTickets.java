package dev.jackstaff.http;

import dev.jackstaff.internal.Secrets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Tickets to the stream of changes: browsers cannot send a header there, so the permission is in
 * the URL, and does not last. A ticket is the same for half of its life, since an answer that
 * differs in nothing else should be the same as well. The first key signs, all verify.
 */
final class OfrepTickets {
  static final Duration LIFE = Duration.ofHours(1);

  private final List<byte[]> keys;
  private final InstantSource clock;

  /** Without keys there is a random one, which no other node knows. */
  OfrepTickets(List<byte[]> keys, InstantSource clock) {
    this.keys = keys.isEmpty() ? List.of(Secrets.random()) : keys;
    this.clock = clock;
  }

  String issue() {
    long half = LIFE.toSeconds() / 2;
    long expires = (now() / half + 2) * half;
    return expires + "." + Secrets.encode(Secrets.sign(keys.get(0), text(expires)));
  }

  /** By the signature first: only what was issued here is read at all. */
  boolean admits(String ticket) {
    int dot = ticket.indexOf('.');
    if (dot < 1 || dot > 12 || !ticket.substring(0, dot).matches("[0-9]+")) {
      return false;
    }
    long expires = Long.parseLong(ticket.substring(0, dot));
    return Secrets.isSigned(keys, text(expires), ticket.substring(dot + 1)) && now() < expires;
  }

  private static String text(long expires) {
    return "ofrep-stream:" + expires;
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
