package dev.jackstaff.experiment;

import dev.jackstaff.Evaluation;
import dev.jackstaff.EvidenceListener;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.RequestRecord;
import dev.jackstaff.TrackedEvent;
import dev.jackstaff.model.BucketingId;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Turns the flag checks of requests and the events of users into exposures and conversions. Runs on
 * the evidence thread.
 *
 * <p>An exposure is the first check of a flag in a request, not the request's end: whether and when
 * a request ends may depend on the variant. Requests that go on are looked at about ten times a
 * second. The time of an exposure is that of the last look before the check, or the beginning of
 * the request, so that no conversion after the check is lost.
 */
final class ExposureRecorder implements EvidenceListener {
  /** The most requests that are followed at once; the oldest is no longer followed. */
  private static final int MAX_OPEN = 1 << 16;

  private final FeatureFlags features;
  private final Predicate<Flag> measured;
  private final Outbox[] outboxes;
  private final long node = ThreadLocalRandom.current().nextLong();
  private long number = System.nanoTime();
  private @Nullable FlagSet known;
  private Map<String, VariantWeights> experiments = Map.of();
  private Set<String> attributes = Set.of();
  private final Consumer<Decision> taker = this::asked;
  private final Deque<FollowedRequest> open = new ArrayDeque<>();
  private @Nullable RequestRecord request;
  private Instant checkedAt = Instant.EPOCH;

  ExposureRecorder(FeatureFlags features, Predicate<Flag> measured, List<Outbox> outboxes) {
    this.features = features;
    this.measured = measured;
    this.outboxes = outboxes.toArray(Outbox[]::new);
  }

  @Override
  public void begun(RequestRecord record) {
    look();
    FollowedRequest fresh = new FollowedRequest(record);
    if (!experiments.isEmpty() && fresh.look(this::checked, record.begun())) {
      if (open.size() >= MAX_OPEN) {
        open.removeFirst();
      }
      open.addLast(fresh);
    }
  }

  /** Looks for the checks of requests that go on. */
  @Override
  public void idle() {
    if (!open.isEmpty()) {
      Instant now = features.integration().now();
      open.removeIf(request -> !request.look(this::checked, now));
    }
  }

  private void checked(RequestRecord record, Instant at) {
    request = record;
    checkedAt = at;
    record.forEachChecked(taker);
    request = null;
  }

  /**
   * Records an exposure. Nothing is created for an assignment that was sent before, as most were.
   */
  private void asked(Decision decision) {
    VariantWeights arms = experiments.get(decision.flag());
    RequestRecord current = request;
    if (arms == null || current == null || !arms.isDrawn(decision)) {
      return;
    }
    Evaluation evaluation = current.evaluation();
    String id = BucketingId.of(evaluation.user().attribute(arms.bucketBy()));
    if (id != null) {
      for (Outbox outbox : outboxes) {
        outbox.exposed(arms, decision, id, checkedAt);
      }
    }
  }

  @Override
  public void tracked(TrackedEvent event) {
    look();
    if (!isName(event.name()) || isNoNumber(event)) {
      // The report omits the name, which may contain a visitor's input.
      features
          .integration()
          .report(
              "tracking events",
              new IllegalArgumentException(
                  "an event has 1 to 100 characters, none of them a control character, and a finite"
                      + " value; another one was not counted"));
      return;
    }
    for (String attribute : attributes) {
      String id = BucketingId.of(event.user().attribute(attribute));
      if (id != null) {
        PendingConversion did =
            new PendingConversion(new UUID(node, number++), event, attribute, id);
        for (Outbox outbox : outboxes) {
          outbox.offer(did);
        }
      }
    }
  }

  private static boolean isName(String name) {
    return !name.isBlank()
        && name.length() <= Storable.MAX_NAME_LENGTH
        && name.codePoints().noneMatch(c -> Character.isISOControl(c) || isHalf(c));
  }

  private static boolean isHalf(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }

  private static boolean isNoNumber(TrackedEvent event) {
    return event.value().isPresent() && !Double.isFinite(event.value().getAsDouble());
  }

  /** Updates the experiments if the definitions have changed. */
  private void look() {
    FlagSet now = features.definitions();
    if (Objects.equals(now, known)) {
      return;
    }
    Map<String, VariantWeights> found = new HashMap<>();
    Set<String> by = new TreeSet<>();
    for (Flag flag : now.flags()) {
      if (measured.test(flag)) {
        found.put(flag.name(), VariantWeights.of(flag));
        by.add(flag.bucketBy());
      }
    }
    experiments = found;
    attributes = by;
    known = now;
  }
}
