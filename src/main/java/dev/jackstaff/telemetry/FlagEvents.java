package dev.jackstaff.telemetry;

import dev.jackstaff.CheckListener;
import dev.jackstaff.Evaluation;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.ErrorCode;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Logger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Emits an OpenTelemetry event for the first check of each flag in a request: the event {@code
 * feature_flag.evaluation} with the attributes of the semantic conventions 1.44, in the context of
 * the current span. Immutable and thread-safe. A request pays for one log record for each flag that
 * its code checks.
 *
 * <pre>{@code
 * features.listen(FlagEvents.of(openTelemetry));
 * }</pre>
 */
public final class FlagEvents implements CheckListener {
  private static final String EVENT = "feature_flag.evaluation";
  private static final AttributeKey<String> KEY = AttributeKey.stringKey("feature_flag.key");
  private static final AttributeKey<String> VARIANT =
      AttributeKey.stringKey("feature_flag.result.variant");
  private static final AttributeKey<String> REASON =
      AttributeKey.stringKey("feature_flag.result.reason");
  private static final AttributeKey<String> PROVIDER =
      AttributeKey.stringKey("feature_flag.provider.name");
  private static final AttributeKey<String> CONTEXT =
      AttributeKey.stringKey("feature_flag.context.id");
  private static final AttributeKey<String> SET = AttributeKey.stringKey("feature_flag.set.id");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
  private static final AttributeKey<String> MESSAGE =
      AttributeKey.stringKey("feature_flag.error.message");

  private final Logger logger;
  private final boolean userIds;
  private final @Nullable String setId;

  private FlagEvents(Logger logger, boolean userIds, @Nullable String setId) {
    this.logger = logger;
    this.userIds = userIds;
    this.setId = setId;
  }

  /**
   * {@return events for OpenTelemetry, with the user's id}
   *
   * @param openTelemetry the instance that receives the events
   * @throws IllegalStateException if its API is older than 1.50, which has no events
   */
  public static FlagEvents of(OpenTelemetry openTelemetry) {
    Logger logger = openTelemetry.getLogsBridge().get("dev.jackstaff");
    try {
      // This record is not emitted: it detects an API without events here, where it harms no
      // request.
      logger.logRecordBuilder().setEventName(EVENT);
    } catch (NoSuchMethodError e) {
      throw new IllegalStateException("events need opentelemetry-api 1.50 or later", e);
    }
    return new FlagEvents(logger, true, null);
  }

  /** {@return these events, without the user's id} */
  public FlagEvents withoutUserIds() {
    return new FlagEvents(logger, false, setId);
  }

  /**
   * {@return these events, with the name of the set in which the flags are defined}
   *
   * @param name the set's name, such as {@code shop}
   */
  public FlagEvents withSetId(String name) {
    return new FlagEvents(logger, userIds, name);
  }

  @Override
  public void checked(Evaluation evaluation, Decision decision) {
    LogRecordBuilder event = logger.logRecordBuilder().setEventName(EVENT);
    event.setAttribute(KEY, decision.flag()).setAttribute(PROVIDER, "Jackstaff");
    event.setAttribute(REASON, lower(decision.reason()));
    result(event, decision);
    put(event, CONTEXT, userIds ? evaluation.user().id() : null);
    put(event, SET, setId);
    ErrorCode error = decision.error();
    if (error != null) {
      event.setAttribute(ERROR, lower(error)).setAttribute(MESSAGE, message(error));
    }
    event.emit();
  }

  /** Sets the variant, or else the value. */
  private static void result(LogRecordBuilder event, Decision decision) {
    Object value = decision.value();
    if (decision.variant() != null) {
      event.setAttribute(VARIANT, decision.variant());
    } else if (value != null) {
      ResultValue.set(event, value);
    }
  }

  private static void put(LogRecordBuilder event, AttributeKey<String> key, @Nullable String text) {
    if (text != null) {
      event.setAttribute(key, text);
    }
  }

  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }

  private static String message(ErrorCode error) {
    return lower(error).replace('_', ' ');
  }
}
