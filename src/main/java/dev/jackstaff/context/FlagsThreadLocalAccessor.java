package dev.jackstaff.context;

import dev.jackstaff.Evaluation;
import dev.jackstaff.Flags;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Lets {@code ContextSnapshot} and {@code ContextExecutorService} propagate the flags of a request
 * to other threads. Micrometer's registry finds it through {@code META-INF/services}. Thread-safe.
 */
public final class FlagsThreadLocalAccessor implements ThreadLocalAccessor<Evaluation> {
  /** Creates an accessor; called by the service loader. */
  public FlagsThreadLocalAccessor() {}

  @Override
  public Object key() {
    return Flags.ATTRIBUTE;
  }

  @Override
  public @Nullable Evaluation getValue() {
    return Flags.current();
  }

  @Override
  public void setValue(Evaluation evaluation) {
    Flags.bind(evaluation);
  }

  @Override
  public void setValue() {
    Flags.bind(null);
  }
}
