package dev.jackstaff.internal.json;

import dev.jackstaff.model.Decision;
import dev.jackstaff.model.ErrorCode;
import dev.jackstaff.model.InvalidFlagsException;
import java.io.ByteArrayOutputStream;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The request and response bodies of OFREP, the OpenFeature Remote Evaluation Protocol. Stateless
 * and thread-safe.
 */
public final class OfrepJson {
  private static final int INITIAL_CAPACITY = 512;

  private OfrepJson() {}

  /**
   * The data of one flag for a client.
   *
   * @param decision the decision
   * @param fractional whether its values are fractions, so that 10 is written as 10.0: typed
   *     clients treat 10 as an integer
   * @param metadata strings, numbers and booleans by name
   */
  public record EvaluatedFlag(
      Decision decision, boolean fractional, Map<String, Object> metadata) {}

  /**
   * {@return the value of a request's body}
   *
   * @param body the body in UTF-8
   * @throws InvalidFlagsException if {@link PlainJson#readContext} rejects it
   */
  public static @Nullable Object read(byte[] body) {
    return PlainJson.readContext(body, "body");
  }

  /**
   * {@return the response for one flag}
   *
   * @param flag the flag
   */
  public static byte[] single(EvaluatedFlag flag) {
    return bytes(out -> write(out, flag));
  }

  /**
   * {@return the response for several flags}
   *
   * @param flags the flags
   * @param streamUri the URI of the stream of change events, or null for none
   * @param inactivitySeconds the number of seconds after which an inactive client should disconnect
   */
  public static byte[] bulk(
      Collection<EvaluatedFlag> flags, @Nullable String streamUri, int inactivitySeconds) {
    return bytes(
        out -> {
          out.writeStartObject();
          out.writeArrayPropertyStart("flags");
          flags.forEach(flag -> write(out, flag));
          out.writeEndArray();
          out.writeObjectPropertyStart("metadata").writeEndObject();
          if (streamUri != null) {
            stream(out, streamUri, inactivitySeconds);
          }
          out.writeEndObject();
        });
  }

  /**
   * {@return the body of an error}
   *
   * @param key the requested flag, or null if all were requested
   * @param code the error's code
   * @param details a description of the problem
   */
  public static byte[] failure(@Nullable String key, String code, String details) {
    return bytes(out -> writeFailure(out, key, code, details));
  }

  private static byte[] bytes(Consumer<JsonGenerator> content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(INITIAL_CAPACITY);
    try (JsonGenerator out = ParsedText.MAPPER.createGenerator(bytes)) {
      content.accept(out);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator out, EvaluatedFlag flag) {
    Decision decision = flag.decision();
    ErrorCode error = decision.error();
    if (error != null) {
      writeFailure(out, decision.flag(), code(error), details(error));
    } else {
      writeSuccess(out, flag, decision);
    }
  }

  private static void writeSuccess(JsonGenerator out, EvaluatedFlag flag, Decision decision) {
    out.writeStartObject();
    out.writeStringProperty("key", decision.flag());
    // If the value is omitted, the client's own default applies.
    if (decision.value() != null) {
      out.writeName("value");
      writeValue(out, decision.value(), flag.fractional());
    }
    out.writeStringProperty("reason", decision.reason().name());
    if (decision.variant() != null) {
      out.writeStringProperty("variant", decision.variant());
    }
    if (!flag.metadata().isEmpty()) {
      out.writePOJOProperty("metadata", flag.metadata());
    }
    out.writeEndObject();
  }

  private static void writeValue(JsonGenerator out, Object value, boolean fractional) {
    if (value instanceof Boolean truth) {
      out.writeBoolean(truth);
    } else if (value instanceof String text) {
      out.writeString(text);
    } else if (fractional && value instanceof Number number) {
      out.writeNumber(number.doubleValue());
    } else {
      out.writePOJO(value);
    }
  }

  private static void stream(JsonGenerator out, String uri, int inactivitySeconds) {
    out.writeArrayPropertyStart("eventStreams");
    out.writeStartObject();
    out.writeStringProperty("type", "sse");
    // Without an origin, so that it is valid under any host name that a proxy uses.
    out.writeObjectPropertyStart("endpoint");
    out.writeStringProperty("requestUri", uri);
    out.writeEndObject();
    out.writeNumberProperty("inactivityDelaySec", inactivitySeconds);
    out.writeEndObject();
    out.writeEndArray();
  }

  private static void writeFailure(
      JsonGenerator out, @Nullable String key, String code, String details) {
    out.writeStartObject();
    if (key != null) {
      out.writeStringProperty("key", key);
    }
    out.writeStringProperty("errorCode", code);
    out.writeStringProperty("errorDetails", details);
    out.writeEndObject();
  }

  /**
   * Returns the protocol's error code. It has no codes for a provider that is not ready, or for a
   * type mismatch.
   */
  private static String code(ErrorCode error) {
    return error == ErrorCode.FLAG_NOT_FOUND ? error.name() : ErrorCode.GENERAL.name();
  }

  private static String details(ErrorCode error) {
    return switch (error) {
      case FLAG_NOT_FOUND -> "no such flag";
      case TYPE_MISMATCH -> "the flag's value has another type than its definition says";
      case PROVIDER_NOT_READY -> "the system that decides this flag is not ready";
      case GENERAL -> "the system that decides this flag failed";
    };
  }
}
