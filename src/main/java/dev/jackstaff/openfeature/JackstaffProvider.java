package dev.jackstaff.openfeature;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.InvalidFlagsException;
import dev.openfeature.sdk.Awaitable;
import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.EventProvider;
import dev.openfeature.sdk.ImmutableMetadata;
import dev.openfeature.sdk.Metadata;
import dev.openfeature.sdk.ProviderEvaluation;
import dev.openfeature.sdk.ProviderEvent;
import dev.openfeature.sdk.ProviderEventDetails;
import dev.openfeature.sdk.Reason;
import dev.openfeature.sdk.TrackingEventDetails;
import dev.openfeature.sdk.Value;
import dev.openfeature.sdk.exceptions.FatalError;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An OpenFeature provider of this library's flags.
 *
 * <pre>{@code
 * OpenFeatureAPI.getInstance().setProviderAndWait(JackstaffProvider.of(features));
 * }</pre>
 *
 * <p>On a thread that serves a request it uses the request's own evaluation, so OpenFeature and
 * {@link dev.jackstaff.Flags} always agree. If the context adds attributes or identifies another
 * user, the flag is evaluated for that user, with its definition at the start of the request.
 * Outside a request, the user is known from the context only.
 *
 * <p>It emits an event at most a second after the store becomes stale or ready again, and events
 * with the flags whose values may have changed. Thread-safe; an evaluation never blocks and never
 * throws.
 */
public final class JackstaffProvider extends EventProvider {
  private static final String NAME = "Jackstaff";

  private final Supplier<FeatureFlags> source;
  private final boolean owner;
  private final AtomicReference<@Nullable Session> session = new AtomicReference<>();
  private volatile boolean silent;

  private JackstaffProvider(Supplier<FeatureFlags> source, boolean owner) {
    this.source = source;
    this.owner = owner;
  }

  /**
   * {@return a provider of an instance's flags}
   *
   * @param features the instance, or a view of some of its flags; it is not closed
   */
  public static JackstaffProvider of(FeatureFlags features) {
    return new JackstaffProvider(() -> features, false);
  }

  /**
   * {@return a provider that opens an instance when OpenFeature initializes it, and closes the
   * instance when OpenFeature shuts it down}
   *
   * @param source opens the instance, and may block; on an {@link InvalidFlagsException} the
   *     provider's state is {@code FATAL}, on any other exception {@code ERROR}
   */
  public static JackstaffProvider opening(Supplier<FeatureFlags> source) {
    return new JackstaffProvider(source, true);
  }

  @Override
  public Metadata getMetadata() {
    return () -> NAME;
  }

  /**
   * Starts the provider. OpenFeature itself emits the event that the provider is ready, or has
   * failed.
   *
   * @param context ignored
   */
  @Override
  public void initialize(@Nullable EvaluationContext context) {
    replace(open());
  }

  private Session open() {
    try {
      return new Session(source.get(), owner, this::publish);
    } catch (InvalidFlagsException e) {
      throw new FatalError(e.getMessage(), e);
    }
  }

  private Awaitable publish(ProviderEvent event, ProviderEventDetails details) {
    return silent ? Awaitable.FINISHED : emit(event, details);
  }

  /**
   * Stops the events, and closes the instance if this provider has opened it. May be called twice.
   * A provider that is initialized again evaluates flags again but emits no events, since
   * OpenFeature's base class cannot emit any after a shutdown.
   */
  @Override
  public void shutdown() {
    silent = true;
    replace(null);
    super.shutdown();
  }

  private void replace(@Nullable Session next) {
    Session before = session.getAndSet(next);
    if (before != null) {
      before.close();
    }
  }

  @Override
  public ProviderEvaluation<Boolean> getBooleanEvaluation(
      String key, Boolean defaultValue, @Nullable EvaluationContext context) {
    return evaluate(key, ValueType.BOOLEAN, defaultValue, context);
  }

  @Override
  public ProviderEvaluation<String> getStringEvaluation(
      String key, String defaultValue, @Nullable EvaluationContext context) {
    return evaluate(key, ValueType.STRING, defaultValue, context);
  }

  @Override
  public ProviderEvaluation<Integer> getIntegerEvaluation(
      String key, Integer defaultValue, @Nullable EvaluationContext context) {
    return evaluate(key, ValueType.INTEGER, defaultValue, context);
  }

  @Override
  public ProviderEvaluation<Long> getLongEvaluation(
      String key, Long defaultValue, @Nullable EvaluationContext context) {
    return evaluate(key, ValueType.LONG, defaultValue, context);
  }

  @Override
  public ProviderEvaluation<Double> getDoubleEvaluation(
      String key, Double defaultValue, @Nullable EvaluationContext context) {
    return evaluate(key, ValueType.DOUBLE, defaultValue, context);
  }

  @Override
  public ProviderEvaluation<Value> getObjectEvaluation(
      String key, Value defaultValue, @Nullable EvaluationContext context) {
    return evaluate(key, ValueType.OBJECT, defaultValue, context);
  }

  private <T> ProviderEvaluation<T> evaluate(
      String key, ValueType<T> type, T defaultValue, @Nullable EvaluationContext context) {
    Session open = session.get();
    if (open == null) {
      return failure(defaultValue, ErrorCode.PROVIDER_NOT_READY, "the provider is not initialized");
    }
    try {
      return open.evaluate(key, type, defaultValue, context);
    } catch (IllegalArgumentException e) {
      return failure(defaultValue, ErrorCode.INVALID_CONTEXT, String.valueOf(e.getMessage()));
    }
  }

  static <T> ProviderEvaluation<T> failure(T defaultValue, ErrorCode code, String message) {
    return new ProviderEvaluation<>(
        defaultValue, null, Reason.ERROR.name(), code, message, ImmutableMetadata.EMPTY);
  }

  /**
   * Passes an event to {@link FeatureFlags#track(dev.jackstaff.model.User, String)}, for the user
   * for whom a flag would be evaluated. Does nothing while the provider is not initialized.
   *
   * @param event the name of the event
   * @param context identifies the user, as for a flag
   * @param details the details, of which only the numeric value is used, if present. Events from
   *     {@link OpenFeatureExposures} are ignored, since they would be sent again.
   */
  @Override
  public void track(
      String event, @Nullable EvaluationContext context, @Nullable TrackingEventDetails details) {
    Session open = session.get();
    if (open != null && !(details instanceof OpenFeatureExposures.Sent)) {
      open.track(event, context, details);
    }
  }

  /** Polls at once, for tests that do not wait for a second to pass. */
  void look() {
    Session open = session.get();
    if (open != null) {
      open.look();
    }
  }
}
