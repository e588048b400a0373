package dev.jackstaff;

import dev.jackstaff.model.Decision;
import dev.jackstaff.model.FlagSet;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How a request ended, and which flags its code asked for. Thread-safe. */
public final class FinishedRequest {
  private final Evaluation evaluation;
  private final AskedFlags asked;
  private final int status;
  private final @Nullable Throwable failure;
  private final long nanos;

  FinishedRequest(
      Evaluation evaluation,
      AskedFlags asked,
      int status,
      @Nullable Throwable failure,
      long nanos) {
    this.evaluation = evaluation;
    this.asked = asked;
    this.status = status;
    this.failure = failure;
    this.nanos = nanos;
  }

  /** {@return what its flags said} */
  public Evaluation evaluation() {
    return evaluation;
  }

  /**
   * {@return the definitions that decided, with those that are required but not shown; empty if
   * only other systems decided}
   */
  public FlagSet definitions() {
    return evaluation.definitions();
  }

  /**
   * {@return the names of the flags that its code asked for, in document order; made at each call}
   */
  public List<String> asked() {
    return asked.names();
  }

  /**
   * Takes the decision of each flag that its code asked for, in document order. Allocates nothing,
   * and costs little where few of many flags were asked for.
   *
   * @param taker takes the decisions
   */
  public void forEachAsked(Consumer<? super Decision> taker) {
    Evaluation said = evaluation;
    asked.forEach(place -> taker.accept(said.answer().decision(place)));
  }

  /** {@return the response's status; 500 if an exception ended it before it had another} */
  public int status() {
    return status;
  }

  /** {@return what was thrown out of it, or null} */
  public @Nullable Throwable failure() {
    return failure;
  }

  /** {@return from the first filter to the end of the response; made at each call} */
  public Duration duration() {
    return Duration.ofNanos(nanos);
  }

  /** {@return from the first filter to the end of the response, in nanoseconds} */
  public long nanos() {
    return nanos;
  }

  /** {@return the evaluation, what was asked for and how it ended} */
  @Override
  public String toString() {
    return "FinishedRequest[" + evaluation + ", asked " + asked() + ", status " + status + "]";
  }
}
