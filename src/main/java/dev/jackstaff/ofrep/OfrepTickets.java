package dev.jackstaff.ofrep;

import dev.jackstaff.internal.Secrets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Tickets for the stream of change events. Browsers cannot send a header with the request for a
 * stream, so the permission is in the URL, and expires. A ticket stays the same for half of its
 * lifetime, so that it does not change a response that is otherwise unchanged. The first key signs;
 * all keys verify.
 */
final class OfrepTickets {
  static final Duration LIFETIME = Duration.ofHours(1);

  private final List<byte[]> keys;
  private final InstantSource clock;

  /**
   * Creates tickets with keys. If there are none, a random key is used, which no other node has.
   */
  OfrepTickets(List<byte[]> keys, InstantSource clock) {
    this.keys = keys.isEmpty() ? List.of(Secrets.random()) : keys;
    this.clock = clock;
  }

  String issue() {
    long half = LIFETIME.toSeconds() / 2;
    long expires = (now() / half + 2) * half;
    return expires + "." + Secrets.encode(Secrets.sign(keys.get(0), text(expires)));
  }

  /** Returns true if a ticket has a valid signature and has not expired. */
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
