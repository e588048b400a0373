package dev.jackstaff.openfeature;

import dev.jackstaff.experiment.Conversion;
import dev.jackstaff.experiment.Exposure;
import dev.jackstaff.experiment.ExposureSink;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.ImmutableTrackingEventDetails;
import dev.openfeature.sdk.ProviderState;
import dev.openfeature.sdk.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Hands exposures and conversions to the provider of an OpenFeature client, by {@code track}. The
 * targeting key is the subject: hashed, unless the experiments have {@code plainIds()}, which a
 * provider needs that shall know its users again.
 *
 * <pre>{@code
 * Client client = OpenFeatureAPI.getInstance().getClient("analytics");
 * Experiments.builder(features).sink(new OpenFeatureExposures(client)).plainIds().attach();
 * }</pre>
 *
 * <p>A conversion has its own name and amount, and as details {@code at} and {@code id}. An
 * exposure is the event {@link #EXPOSURE} with {@code flag}, {@code salt}, {@code variant}, {@code
 * split} and {@code at}. Both wait while the provider is not ready. A {@link JackstaffProvider}
 * takes nothing of this, since it would come back. Thread-safe, as the client is.
 */
public final class OpenFeatureExposures implements ExposureSink {
  /** The name of the event that stands for an exposure, unless something else is said. */
  public static final String EXPOSURE = "feature_flag.exposure";

  private final Client client;
  private final String exposure;

  /**
   * Takes the client.
   *
   * @param client its provider gets the events; left open
   */
  public OpenFeatureExposures(Client client) {
    this(client, EXPOSURE);
  }

  /**
   * Takes the client, and what an exposure is called.
   *
   * @param client its provider gets the events; left open
   * @param exposure the name of the event that stands for an exposure
   */
  public OpenFeatureExposures(Client client, String exposure) {
    if (exposure.isBlank()) {
      throw new IllegalArgumentException("the name of the event of an exposure must not be blank");
    }
    this.client = client;
    this.exposure = exposure;
  }

  /**
   * Hands over each of them.
   *
   * @throws IllegalStateException while the provider is not ready; the batch comes again
   */
  @Override
  public void write(List<Exposure> exposures, List<Conversion> conversions) {
    ProviderState state = client.getProviderState();
    if (state == ProviderState.NOT_READY || state == ProviderState.FATAL) {
      throw new IllegalStateException("the provider of OpenFeature is " + state);
    }
    exposures.forEach(this::track);
    conversions.forEach(this::track);
  }

  private void track(Exposure seen) {
    Map<String, Value> details = new HashMap<>();
    details.put("flag", new Value(seen.flag()));
    details.put("salt", new Value(seen.salt()));
    details.put("variant", new Value(seen.variant()));
    details.put("split", new Value(seen.split()));
    details.put("at", new Value(seen.at()));
    client.track(exposure, who(seen.subject()), new Sent(OptionalDouble.empty(), details));
  }

  private void track(Conversion did) {
    Map<String, Value> details = new HashMap<>();
    details.put("id", new Value(did.id().toString()));
    details.put("at", new Value(did.at()));
    client.track(did.event(), who(did.subject()), new Sent(did.amount(), details));
  }

  private static EvaluationContext who(String subject) {
    return new ImmutableContext(subject);
  }

  /** What comes from here. */
  static final class Sent extends ImmutableTrackingEventDetails {
    Sent(OptionalDouble amount, Map<String, Value> details) {
      super(amount.isPresent() ? amount.getAsDouble() : null, details);
    }
  }
}
