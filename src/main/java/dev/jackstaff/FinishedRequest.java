package dev.jackstaff;

import dev.jackstaff.model.Decision;
import dev.jackstaff.model.FlagSet;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request that has ended, with the flags that its code checked. Thread-safe. */
public final class FinishedRequest {
  private final Evaluation evaluation;
  private final CheckedFlags asked;
  private final int status;
  private final @Nullable Throwable failure;
  private final long nanos;

  FinishedRequest(
      Evaluation evaluation,
      CheckedFlags asked,
      int status,
      @Nullable Throwable failure,
      long nanos) {
    this.evaluation = evaluation;
    this.asked = asked;
    this.status = status;
    this.failure = failure;
    this.nanos = nanos;
  }

  /** {@return the evaluation of the request} */
  public Evaluation evaluation() {
    return evaluation;
  }

  /**
   * {@return the definitions that the decisions were made from, including required flags that are
   * not shown; empty if all decisions were made by other systems}
   */
  public FlagSet definitions() {
    return evaluation.definitions();
  }

  /**
   * {@return the names of the flags that its code checked, in document order; made at each call}
   */
  public List<String> asked() {
    return asked.names();
  }

  /**
   * Passes on the decision of each flag that its code checked, in document order. Allocates
   * nothing, and costs little if few of many flags were checked.
   *
   * @param taker receives the decisions
   */
  public void forEachAsked(Consumer<? super Decision> taker) {
    Evaluation said = evaluation;
    asked.forEach(place -> taker.accept(said.answer().decision(place)));
  }

  /** {@return the response's status; 500 if an exception ended it before it had another} */
  public int status() {
    return status;
  }

  /** {@return the exception that the request ended with, or null} */
  public @Nullable Throwable failure() {
    return failure;
  }

  /** {@return the time from the first filter to the end of the response; made at each call} */
  public Duration duration() {
    return Duration.ofNanos(nanos);
  }

  /** {@return the time from the first filter to the end of the response, in nanoseconds} */
  public long nanos() {
    return nanos;
  }

  /** {@return the evaluation, the checked flags and how the request ended} */
  @Override
  public String toString() {
    return "FinishedRequest[" + evaluation + ", asked " + asked() + ", status " + status + "]";
  }
}
