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
 * Another flag system that answers from memory: what a bridge to it has to supply. {@link
 * ForeignFlags} makes a source of it. Thread-safe.
 */
public interface FlagSystem {
  /** {@return what people call it; shown as the source of its flags} */
  String name();

  /** {@return the names of its flags now; the same list again until they change} */
  List<String> flags();

  /**
   * {@return what it says to a user, by flag; null while it has nothing to answer from, which costs
   * no time}
   *
   * <p>Called once per request, and the function for each flag in turn. Whatever either throws
   * costs only the answers.
   *
   * @param user whom
   */
  @Nullable Function<String, Answer> ask(User user);

  /** {@return whether its answers are up to date} */
  StoreStatus status();

  /**
   * Tells of flags that may answer otherwise than before.
   *
   * @param changed told their names, also of those that are new or gone
   * @return ends it
   */
  Scope watch(Consumer<Set<String>> changed);

  /**
   * What it says of one flag.
   *
   * @param value a boolean, string, number, list or map, or null for none
   * @param variant the variant's name, or null if it names none
   * @param reason why
   * @param error why there is no answer, or null
   * @param message says more about the error, or null
   */
  record Answer(
      @Nullable Object value,
      @Nullable String variant,
      Reason reason,
      @Nullable ErrorCode error,
      @Nullable String message) {

    /**
     * {@return an answer}
     *
     * @param value a boolean, string, number, list or map, or null for none
     * @param variant the variant's name, or null if it names none
     * @param reason why
     */
    public static Answer of(@Nullable Object value, @Nullable String variant, Reason reason) {
      return new Answer(value, variant, reason, null, null);
    }

    /**
     * {@return that there is no answer}
     *
     * @param error why
     * @param message says more, or null
     */
    public static Answer none(ErrorCode error, @Nullable String message) {
      return new Answer(null, null, Reason.ERROR, error, message);
    }
  }
}
