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
 * Makes the request's user OpenFeature's transaction context, for hooks and for other providers:
 * the id is the targeting key.
 *
 * <pre>{@code
 * OpenFeatureAPI.getInstance().setTransactionContextPropagator(new RequestContextPropagator());
 * }</pre>
 *
 * <p>It keeps nothing: it looks at the evaluation that the filter has bound to the current thread.
 * So there is a context wherever {@link Flags} answers, and none is left when a request is over.
 * Thread-safe.
 */
public final class RequestContextPropagator implements TransactionContextPropagator {
  private static final Logger LOG = System.getLogger(RequestContextPropagator.class.getName());

  private final AtomicBoolean said = new AtomicBoolean();

  /** Makes a propagator; one per application is enough. */
  public RequestContextPropagator() {}

  /** {@return the request's user as a context, made at each call; empty outside a request} */
  @Override
  public EvaluationContext getTransactionContext() {
    Evaluation request = Flags.current();
    return request == null ? ImmutableContext.EMPTY : Contexts.of(request.user());
  }

  /**
   * Does nothing but say so once in the log: who the user is, is the filter's to say.
   *
   * @param context not looked at
   */
  @Override
  public void setTransactionContext(EvaluationContext context) {
    if (said.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING,
          "a transaction context was set and is ignored: the request's user is the one that the"
              + " flag filter has found; give attributes to the filter, or a context to the call"
              + " (said once)");
    }
  }
}
