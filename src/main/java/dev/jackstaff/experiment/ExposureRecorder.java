package dev.jackstaff.experiment;

import dev.jackstaff.Evaluation;
import dev.jackstaff.EvidenceListener;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.FinishedRequest;
import dev.jackstaff.TrackedEvent;
import dev.jackstaff.model.BucketingId;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
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
 */
final class ExposureRecorder implements EvidenceListener {
  private final FeatureFlags features;
  private final Predicate<Flag> measured;
  private final Outbox[] outboxes;
  private final long node = ThreadLocalRandom.current().nextLong();
  private long number = System.nanoTime();
  private @Nullable FlagSet known;
  private Map<String, VariantWeights> experiments = Map.of();
  private Set<String> attributes = Set.of();
  private final Consumer<Decision> taker = this::asked;
  private @Nullable FinishedRequest request;

  ExposureRecorder(FeatureFlags features, Predicate<Flag> measured, List<Outbox> outboxes) {
    this.features = features;
    this.measured = measured;
    this.outboxes = outboxes.toArray(Outbox[]::new);
  }

  @Override
  public void finished(FinishedRequest finished) {
    look();
    if (!experiments.isEmpty()) {
      request = finished;
      finished.forEachAsked(taker);
      request = null;
    }
  }

  /**
   * Records an exposure. Nothing is created for an assignment that was sent before, as most were.
   */
  private void asked(Decision decision) {
    VariantWeights arms = experiments.get(decision.flag());
    FinishedRequest ended = request;
    if (arms == null || ended == null || !arms.isDrawn(decision)) {
      return;
    }
    Evaluation evaluation = ended.evaluation();
    String id = BucketingId.of(evaluation.user().attribute(arms.bucketBy()));
    if (id != null) {
      for (Outbox outbox : outboxes) {
        outbox.exposed(arms, decision, id, evaluation.at());
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
