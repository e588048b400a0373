package dev.jackstaff;

import dev.jackstaff.model.ErrorCode;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.User;
import dev.jackstaff.store.StoreStatus;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Another flag system that answers from memory, as a bridge to it has to supply it. {@link
 * ExternalFlags} turns it into a source. Thread-safe.
 */
public interface ExternalSystem {
  /** {@return the name of the system, as people call it; shown as the source of its flags} */
  String name();

  /** {@return the names of its flags now; the same list instance until they change} */
  List<String> flags();

  /**
   * {@return a function from the name of a flag to its answer for a user; null while the system has
   * no data, which costs no time}
   *
   * <p>Called once per request, and the function once for each flag. If either throws, only these
   * answers are lost.
   *
   * @param user the user
   */
  @Nullable Function<String, ExternalDecision> evaluator(User user);

  /** {@return whether its answers are up to date} */
  StoreStatus status();

  /**
   * Registers a watcher for flags whose answers may have changed.
   *
   * @param changed receives their names, including flags that are new or were removed
   * @return a scope that removes the watcher when it is closed
   */
  Scope watch(Consumer<Set<String>> changed);

  /**
   * The answer of the system for one flag.
   *
   * @param value a boolean, string, number, list or map, or null for none
   * @param variant the variant's name, or null if the system gives none
   * @param reason the reason
   * @param error the cause of a missing answer, or null
   * @param message the details of the error, or null
   */
  record ExternalDecision(
      @Nullable Object value,
      @Nullable String variant,
      Reason reason,
      @Nullable ErrorCode error,
      @Nullable String message) {

    /**
     * {@return an answer}
     *
     * @param value a boolean, string, number, list or map, or null for none
     * @param variant the variant's name, or null if the system gives none
     * @param reason the reason
     */
    public static ExternalDecision of(
        @Nullable Object value, @Nullable String variant, Reason reason) {
      return new ExternalDecision(value, variant, reason, null, null);
    }

    /**
     * {@return an answer without a value}
     *
     * @param error the cause
     * @param message the details, or null
     */
    public static ExternalDecision none(ErrorCode error, @Nullable String message) {
      return new ExternalDecision(null, null, Reason.ERROR, error, message);
    }
  }
}
