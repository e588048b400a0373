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
 * Sends exposures and conversions to the provider of an OpenFeature client by {@code track}. The
 * targeting key is the subject. It is hashed unless the experiments use {@code plainIds()}, which
 * is required by a provider that must recognise its users.
 *
 * <pre>{@code
 * Client client = OpenFeatureAPI.getInstance().getClient("analytics");
 * Experiments.builder(features).sink(new OpenFeatureExposures(client)).plainIds().attach();
 * }</pre>
 *
 * <p>A conversion has its own name and amount, and as details {@code at} and {@code id}. An
 * exposure is the event {@link #EXPOSURE} with {@code flag}, {@code salt}, {@code variant}, {@code
 * split} and {@code at}. Both wait while the provider is not ready. A {@link JackstaffProvider}
 * ignores them, since they would be sent again. Thread-safe, as the client is.
 */
public final class OpenFeatureExposures implements ExposureSink {
  /** The default name of the event that represents an exposure. */
  public static final String EXPOSURE = "feature_flag.exposure";

  private final Client client;
  private final String exposure;

  /**
   * Creates a sink with the default event name for exposures.
   *
   * @param client the client whose provider receives the events; it is not closed
   */
  public OpenFeatureExposures(Client client) {
    this(client, EXPOSURE);
  }

  /**
   * Creates a sink.
   *
   * @param client the client whose provider receives the events; it is not closed
   * @param exposure the name of the event that represents an exposure
   */
  public OpenFeatureExposures(Client client, String exposure) {
    if (exposure.isBlank()) {
      throw new IllegalArgumentException("the name of the event of an exposure must not be blank");
    }
    this.client = client;
    this.exposure = exposure;
  }

  /**
   * Sends each exposure and conversion.
   *
   * @throws IllegalStateException while the provider is not ready; the batch is then retried
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

  /**
   * The details of the events that this class sends, by which a {@link JackstaffProvider}
   * recognises them.
   */
  static final class Sent extends ImmutableTrackingEventDetails {
    Sent(OptionalDouble amount, Map<String, Value> details) {
      super(amount.isPresent() ? amount.getAsDouble() : null, details);
    }
  }
}
