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
 * Answers OpenFeature from this library's flags.
 *
 * <pre>{@code
 * OpenFeatureAPI.getInstance().setProviderAndWait(JackstaffProvider.of(features));
 * }</pre>
 *
 * <p>On a thread that serves a request it answers from the request's own evaluation, so OpenFeature
 * and {@link dev.jackstaff.Flags} never disagree. If the context says more of the same user, or
 * means another, the flag is decided for that one, as it was defined when the request began.
 * Outside a request the context is all that is known of the user.
 *
 * <p>It tells of the store that became stale and of the one that is ready again, at most a second
 * later, and of the flags that may answer otherwise than before. Thread-safe; an answer waits for
 * nothing and throws nothing.
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
   * {@return a provider that answers from an engine}
   *
   * @param features the engine, or a view of some of its flags; used and not closed
   */
  public static JackstaffProvider of(FeatureFlags features) {
    return new JackstaffProvider(() -> features, false);
  }

  /**
   * {@return a provider that opens an engine when OpenFeature initializes it, and closes it when
   * OpenFeature shuts it down}
   *
   * @param source makes the engine, and may wait meanwhile; with an {@link InvalidFlagsException}
   *     the provider is {@code FATAL}, with another exception it is in state {@code ERROR}
   */
  public static JackstaffProvider opening(Supplier<FeatureFlags> source) {
    return new JackstaffProvider(source, true);
  }

  @Override
  public Metadata getMetadata() {
    return () -> NAME;
  }

  /**
   * Begins to answer. OpenFeature says by itself that the provider is ready, or why it is not.
   *
   * @param context not looked at
   */
  @Override
  public void initialize(@Nullable EvaluationContext context) {
    replace(open());
  }

  private Session open() {
    try {
      return new Session(source.get(), owner, this::tell);
    } catch (InvalidFlagsException e) {
      throw new FatalError(e.getMessage(), e);
    }
  }

  private Awaitable tell(ProviderEvent event, ProviderEventDetails details) {
    return silent ? Awaitable.FINISHED : emit(event, details);
  }

  /**
   * Ends the events, and the engine if this provider has opened it. May be called twice. A provider
   * that is initialized again answers again, but tells no events, as OpenFeature's own base class
   * can tell none any more.
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
   * Hands an event to {@link FeatureFlags#track(dev.jackstaff.model.User, String)}, for the user
   * whom a flag would be decided for; does nothing while the provider is not initialized.
   *
   * @param event what happened
   * @param context says who the user is, as for a flag
   * @param details whose numeric value is taken, if it has one; the rest is not kept. What {@link
   *     OpenFeatureExposures} sends is not taken, since it would be sent again.
   */
  @Override
  public void track(
      String event, @Nullable EvaluationContext context, @Nullable TrackingEventDetails details) {
    Session open = session.get();
    if (open != null && !(details instanceof OpenFeatureExposures.Sent)) {
      open.track(event, context, details);
    }
  }

  /** For tests, which do not wait for a second to pass. */
  void look() {
    Session open = session.get();
    if (open != null) {
      open.look();
    }
  }
}
