package dev.jackstaff.openfeature;

import dev.jackstaff.Evaluation;
import dev.jackstaff.Flags;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.TransactionContextPropagator;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Provides the request's user as OpenFeature's transaction context, for hooks and other providers.
 * The id is the targeting key.
 *
 * <pre>{@code
 * OpenFeatureAPI.getInstance().setTransactionContextPropagator(new RequestContextPropagator());
 * }</pre>
 *
 * <p>It stores nothing and reads the evaluation that the filter has bound to the current thread. So
 * a context is available wherever {@link Flags} has decisions, and none remains when a request is
 * over. Thread-safe.
 */
public final class RequestContextPropagator implements TransactionContextPropagator {
  private static final Logger LOG = System.getLogger(RequestContextPropagator.class.getName());

  private final AtomicBoolean warned = new AtomicBoolean();

  /** Creates a propagator; one per application is enough. */
  public RequestContextPropagator() {}

  /** {@return the request's user as a context, created at each call; empty outside a request} */
  @Override
  public EvaluationContext getTransactionContext() {
    Evaluation request = Flags.current();
    return request == null ? ImmutableContext.EMPTY : Contexts.of(request.user());
  }

  /**
   * Has no effect and logs that once, since the filter determines the user.
   *
   * @param context ignored
   */
  @Override
  public void setTransactionContext(EvaluationContext context) {
    if (warned.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING,
          "a transaction context was set and is ignored: the request's user is the one that the"
              + " flag filter has found; give attributes to the filter, or a context to the call"
              + " (logged once)");
    }
  }
}
