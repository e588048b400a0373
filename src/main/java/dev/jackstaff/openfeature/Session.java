package dev.jackstaff.openfeature;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.User;
import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.ProviderEvaluation;
import dev.openfeature.sdk.TrackingEventDetails;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state of a provider from its initialization to its shutdown. Thread-safe. */
final class Session implements AutoCloseable {
  private final FeatureFlags features;
  private final boolean owner;
  private final FlagMetadata metadata;
  private final ProviderEvents events;

  Session(FeatureFlags features, boolean owner, ProviderEvents.Emitter emitter) {
    this.features = features;
    this.owner = owner;
    this.metadata = new FlagMetadata(features);
    this.events = new ProviderEvents(features, emitter);
  }

  <T> ProviderEvaluation<T> evaluate(
      String key, ValueType<T> type, T defaultValue, @Nullable EvaluationContext context) {
    Decision decision = decide(key, context);
    Object value = decision.value();
    if (decision.error() != null && value == null) {
      return failure(decision.error(), key, defaultValue);
    }
    T typed = value == null ? type.off() : type.of(value);
    if (value != null && typed == null) {
      String message = "flag " + key + " has a value that is not " + type.name();
      return JackstaffProvider.failure(defaultValue, ErrorCode.TYPE_MISMATCH, message);
    }
    return new ProviderEvaluation<>(
        typed == null ? defaultValue : typed,
        decision.variant(),
        reason(decision),
        null,
        null,
        metadata.of(key));
  }

  /**
   * Returns OpenFeature's reason. If another system has failed, the value is the configured
   * fallback.
   */
  private static String reason(Decision decision) {
    return (decision.error() == null ? decision.reason() : Reason.DEFAULT).name();
  }

  /** Creates the result of a failure; the error codes have the same names as OpenFeature's. */
  private static <T> ProviderEvaluation<T> failure(
      dev.jackstaff.model.ErrorCode error, String key, T defaultValue) {
    String message =
        switch (error) {
          case FLAG_NOT_FOUND -> "no flag has the name " + key;
          case TYPE_MISMATCH ->
              "flag " + key + " has a value of another type than its definition says";
          case PROVIDER_NOT_READY -> "the system that decides flag " + key + " is not ready";
          case GENERAL -> "the system that decides flag " + key + " failed";
        };
    return JackstaffProvider.failure(defaultValue, ErrorCode.valueOf(error.name()), message);
  }

  private Decision decide(String key, @Nullable EvaluationContext context) {
    Evaluation request = features.current();
    if (request == null) {
      return features.decide(key, Contexts.user(context));
    }
    User user = Contexts.merge(request.user(), context);
    if (user.equals(request.user())) {
      return request.check(key);
    }
    Decision fresh = request.decide(key, user);
    // The request's own decision then equals the fresh one and is recorded as checked.
    boolean own = Objects.equals(user.id(), request.user().id());
    if (own && fresh.equals(request.decision(key))) {
      return request.check(key);
    }
    features.integration().asked(fresh);
    return fresh;
  }

  void track(
      String event, @Nullable EvaluationContext context, @Nullable TrackingEventDetails details) {
    Evaluation request = features.current();
    User user = request == null ? Contexts.user(context) : Contexts.merge(request.user(), context);
    Optional<Number> value = details == null ? Optional.empty() : details.getValue();
    if (value.isEmpty()) {
      features.track(user, event);
    } else {
      features.track(user, event, value.get().doubleValue());
    }
  }

  void look() {
    events.look();
  }

  @Override
  public void close() {
    events.close();
    if (owner) {
      features.close();
    }
  }
}
