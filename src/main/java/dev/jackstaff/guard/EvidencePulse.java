package dev.jackstaff.guard;

import dev.jackstaff.EvidenceStream;
import java.time.Duration;
import java.time.Instant;

/**
 * Notices when requests are no longer counted: because the evidence thread does not return from a
 * listener, or because more requests come than can wait. Used by one thread at a time.
 */
final class EvidencePulse {
  /** The time without a round after which the evidence counts as dead. */
  static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(30);

  /** The time for which a loss of requests is shown. */
  static final Duration LOSS_RETENTION = Duration.ofMinutes(1);

  /** A clock that is moved forward does not make a thread dead that had no time to work. */
  private static final long MIN_SILENCE_NANOS = 1_000_000_000L;

  private final EvidenceStream stream;
  private final OutcomeCounter counter;
  private Instant progressed = Instant.MIN;
  private long progressedNanos;
  private long rounds = -1;
  private long dropped;
  private Instant lost = Instant.MIN;
  private String silence = "";
  private String loss = "";

  EvidencePulse(EvidenceStream stream, OutcomeCounter counter) {
    this.stream = stream;
    this.counter = counter;
    this.dropped = all();
  }

  private long all() {
    return stream.dropped() + counter.dropped();
  }

  /** Looks at the stream, and starts its thread again if it has ended. */
  void check(Instant now) {
    stream.restart();
    long round = stream.rounds();
    if (round != rounds || now.isBefore(progressed)) {
      rounds = round;
      progressed = now;
      progressedNanos = System.nanoTime();
    }
    boolean dead =
        Duration.between(progressed, now).compareTo(SILENCE_TIMEOUT) >= 0
            && System.nanoTime() - progressedNanos >= MIN_SILENCE_NANOS;
    silence = dead ? "no request was counted for 30 s: a listener of evidence does not return" : "";
    long drops = all();
    if (drops > dropped) {
      loss = drops - dropped + " requests or events came faster than they can be counted";
      lost = now;
    } else if (now.isAfter(lost.plus(lost.equals(Instant.MIN) ? Duration.ZERO : LOSS_RETENTION))) {
      loss = "";
    }
    dropped = drops;
  }

  /** Begins anew when the stream is followed again. */
  void begin(Instant now) {
    progressed = now;
    progressedNanos = System.nanoTime();
  }

  /** Returns why requests are not counted, or an empty text. */
  String silence() {
    return silence;
  }

  /** Returns why not all requests are counted, or an empty text. */
  String loss() {
    return loss;
  }
}
