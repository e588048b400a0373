package dev.jackstaff.http;

import dev.jackstaff.http.ConsoleFailure.Kind;
import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.json.Origin;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.internal.web.Conditions;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.store.Versioned;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The API resource of one flag. */
final class ApiFlags {
  private ApiFlags() {}

  static ConsoleAnswer list(ConsoleExchange exchange) {
    String version = exchange.desk().events().version();
    String tag = tag(version);
    if (Conditions.isKnown(exchange.request(), version)) {
      return ConsoleAnswer.empty(304).with("ETag", tag);
    }
    List<?> flags =
        exchange.desk().flags().flags().stream()
            .map(flag -> ApiView.flag(flag, FlagJson.revision(flag), exchange.now()))
            .toList();
    return ConsoleAnswer.json(200, Map.of("flags", flags)).with("ETag", tag);
  }

  static ConsoleAnswer get(ConsoleExchange exchange) {
    Versioned<Flag> found = exchange.desk().find(exchange.part(0));
    return Conditions.isKnown(exchange.request(), found.revision())
        ? ConsoleAnswer.empty(304).with("ETag", tag(found.revision()))
        : answer(200, exchange, found);
  }

  private static ConsoleAnswer answer(int status, ConsoleExchange exchange, Versioned<Flag> found) {
    Flag flag = found.value();
    Map<String, @Nullable Object> json = ApiView.flag(flag, found.revision(), exchange.now());
    String unwritten = exchange.desk().unwritten().get(flag.name());
    if (unwritten != null) {
      json.put("unwritten", unwritten);
    }
    return ConsoleAnswer.json(status, json).with("ETag", tag(found.revision()));
  }

  private static String tag(String revision) {
    return '"' + revision + '"';
  }

  /**
   * Puts a flag. {@code If-Match} replaces that revision; {@code If-None-Match: *} creates a new
   * flag.
   */
  static ConsoleAnswer put(ConsoleExchange exchange) throws IOException {
    String name = exchange.part(0);
    boolean make = Conditions.isNew(exchange.request());
    String expected = make ? null : expected(exchange);
    String json = ConsoleBody.text(json(exchange));
    Flag flag = exchange.signed(FlagJson.readFlag(name, json, name, Origin.REQUEST));
    String revision =
        exchange.desk().store().put(flag, expected, exchange.change(reason(exchange)));
    return answer(make ? 201 : 200, exchange, new Versioned<>(flag, revision));
  }

  static ConsoleAnswer delete(ConsoleExchange exchange) {
    String name = exchange.part(0);
    String expected = expected(exchange);
    List<String> dependents = exchange.desk().dependents(name);
    boolean force = exchange.query().get("force").equals("true");
    if (!force && !dependents.isEmpty()) {
      throw Kind.IN_USE.because(
          "these flags require it: " + String.join(", ", dependents) + "; force=true lets them go");
    }
    exchange.desk().find(name);
    exchange.desk().store().remove(name, expected, force, exchange.change(reason(exchange)));
    return ConsoleAnswer.empty(204);
  }

  private static String reason(ConsoleExchange exchange) {
    return exchange.query().get("reason");
  }

  /** Returns the revision to replace: the current one, if the client expects it. */
  private static String expected(ConsoleExchange exchange) {
    HttpServletRequest request = exchange.request();
    if (request.getHeader("If-Match") == null) {
      throw Kind.NO_REVISION.because(
          "say which revision is meant: If-Match with the ETag that GET answered, or"
              + " If-None-Match: * to make a new flag");
    }
    List<String> tags = Conditions.expected(request);
    boolean any = Conditions.isAnyMatch(request);
    if (tags.isEmpty() && !any) {
      throw Kind.MALFORMED.because("If-Match must be * or ETags in double quotes");
    }
    Optional<String> current = exchange.desk().revision(exchange.part(0));
    if (any && current.isEmpty()) {
      throw Kind.STALE.because("there is no flag of this name, and If-Match: * wants one");
    }
    return current.filter(it -> any || Conditions.contains(tags, it)).orElseGet(() -> tags.get(0));
  }

  static byte[] json(ConsoleExchange exchange) throws IOException {
    ConsoleBody.require(exchange.request(), ConsoleBody.JSON);
    return exchange.body();
  }

  static ConsoleAnswer history(ConsoleExchange exchange) {
    String name = exchange.part(0);
    List<?> entries = exchange.desk().history(name).stream().map(ApiView::history).toList();
    if (entries.isEmpty()) {
      exchange.desk().find(name);
    }
    return ConsoleAnswer.json(200, Map.of("name", name, "history", entries));
  }

  static ConsoleAnswer act(ConsoleExchange exchange, ConsoleActions.Edit edit) throws IOException {
    return act(exchange, fields(exchange), edit);
  }

  /**
   * Applies an action that stops something, with the reason in the body if the body is readable.
   */
  static ConsoleAnswer stop(ConsoleExchange exchange, ConsoleActions.Edit edit) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("reason", readableReason(exchange.body()));
    return act(exchange, fields, edit);
  }

  private static @Nullable String readableReason(byte[] body) {
    try {
      return body.length > 0
              && PlainJson.readContext(body, "body") instanceof Map<?, ?> object
              && object.get("reason") instanceof String reason
          ? reason
          : null;
    } catch (InvalidFlagsException unreadable) {
      return null;
    }
  }

  static ConsoleAnswer rollout(ConsoleExchange exchange) throws IOException {
    Map<String, @Nullable Object> fields = fields(exchange);
    String percentage = String.valueOf(fields.get("percentage"));
    double share = ConsoleActions.percentage(percentage);
    return act(exchange, fields, (store, flag, change) -> store.setRollout(flag, share, change));
  }

  static ConsoleAnswer winner(ConsoleExchange exchange) throws IOException {
    Map<String, @Nullable Object> fields = fields(exchange);
    String variant = text(fields, "variant");
    String name = ConsoleExperiment.declare(exchange, variant, text(fields, "reason"));
    return answer(200, exchange, exchange.desk().find(name));
  }

  /** Restores an earlier version, also of a flag that has been removed since. */
  static ConsoleAnswer revert(ConsoleExchange exchange) throws IOException {
    Map<String, @Nullable Object> fields = fields(exchange);
    String revision = text(fields, "revision");
    return act(
        exchange, fields, (store, flag, change) -> exchange.desk().revert(flag, revision, change));
  }

  private static ConsoleAnswer act(
      ConsoleExchange exchange, Map<String, @Nullable Object> fields, ConsoleActions.Edit edit)
      throws IOException {
    String name = exchange.part(0);
    edit.apply(exchange.desk().store(), name, exchange.act(text(fields, "reason")));
    return answer(200, exchange, exchange.desk().find(name));
  }

  private static String text(Map<String, @Nullable Object> fields, String name) {
    Object value = fields.get(name);
    if (value != null && !(value instanceof String)) {
      throw Kind.INVALID.because(name + " must be a string");
    }
    return value == null ? "" : (String) value;
  }

  /** Returns the fields of the body, which must be an object or empty. */
  private static Map<String, @Nullable Object> fields(ConsoleExchange exchange) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    if (exchange.body().length == 0) {
      return fields;
    }
    Object value = PlainJson.read(json(exchange), "body");
    if (!(value instanceof Map<?, ?> object)) {
      throw Kind.INVALID.because("the body must be an object");
    }
    object.forEach((name, item) -> fields.put(String.valueOf(name), item));
    return fields;
  }
}
