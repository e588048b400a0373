package dev.jackstaff;

import dev.jackstaff.model.Decision;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The record of one request from its beginning on: the flags that its code has checked so far,
 * whether its response has begun, and how it ended. Each method returns what is known at the moment
 * of the call. Thread-safe; the request itself never waits for a reader.
 */
public final class RequestRecord {
  private final Evaluation evaluation;
  private final CheckedFlags checked;

  RequestRecord(Evaluation evaluation, CheckedFlags checked) {
    this.evaluation = evaluation;
    this.checked = checked;
  }

  /** {@return the evaluation of the request} */
  public Evaluation evaluation() {
    return evaluation;
  }

  /** {@return the time at which the request began, by the instance's clock} */
  public Instant begun() {
    return evaluation.at();
  }

  /**
   * {@return the proof that the request gives for the id in an attribute of its user}
   *
   * @param attribute the attribute's name; {@code id} is the user's id
   */
  public VisitorProof proof(String attribute) {
    User user = evaluation.user();
    Object visitor = user.attribute(VisitorProof.ATTRIBUTE);
    return visitor != null && visitor.equals(user.attribute(attribute))
        ? checked.proof()
        : VisitorProof.NO_VISITOR;
  }

  /**
   * {@return a hash of the client's address, positive and the same for all requests that this
   * process serves; 0 if the filter was not told to find the address}
   */
  public long address() {
    return checked.address();
  }

  /**
   * {@return the definitions that the decisions were made from, including required flags that are
   * not shown; empty if all decisions were made by other systems}
   */
  public FlagSet definitions() {
    return evaluation.definitions();
  }

  /**
   * {@return the number of flags that the request has checked so far; it never falls, and costs one
   * read for every 64 flags}
   */
  public int checks() {
    return checked.count();
  }

  /**
   * Passes on the decision of each flag that the request has checked so far, in document order.
   * Allocates nothing.
   *
   * @param taker receives the decisions
   */
  public void forEachChecked(Consumer<? super Decision> taker) {
    checked.forEach(place -> taker.accept(evaluation.answer().decision(place)));
  }

  /** {@return how the request ended, or null if it has not ended} */
  public @Nullable FinishedRequest end() {
    return checked.end();
  }

  /**
   * {@return whether a request that has not ended has sent the beginning of its response, as a
   * stream of events does; false if this is not known}
   */
  public boolean isAnswering() {
    return checked.isAnswering();
  }

  /** {@return the evaluation, and how the request ended} */
  @Override
  public String toString() {
    return "RequestRecord[" + evaluation + ", " + end() + "]";
  }
}
