package dev.jackstaff.console;

import dev.jackstaff.console.RequestFailure.Category;
import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.internal.json.Provenance;
import dev.jackstaff.internal.web.Preconditions;
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

  static Response list(Exchange exchange) {
    String version = exchange.flags().events().version();
    String tag = tag(version);
    if (Preconditions.isKnown(exchange.request(), version)) {
      return Response.empty(304).with("ETag", tag);
    }
    List<?> flags =
        exchange.flags().definitions().flags().stream()
            .map(flag -> ApiView.flag(flag, FlagJson.revision(flag), exchange.now()))
            .toList();
    return Response.json(200, Map.of("flags", flags)).with("ETag", tag);
  }

  static Response get(Exchange exchange) {
    Versioned<Flag> found = exchange.flags().find(exchange.part(0));
    return Preconditions.isKnown(exchange.request(), found.revision())
        ? Response.empty(304).with("ETag", tag(found.revision()))
        : answer(200, exchange, found);
  }

  private static Response answer(int status, Exchange exchange, Versioned<Flag> found) {
    Flag flag = found.value();
    Map<String, @Nullable Object> json = ApiView.flag(flag, found.revision(), exchange.now());
    String unwritten = exchange.flags().unwritten().get(flag.name());
    if (unwritten != null) {
      json.put("unwritten", unwritten);
    }
    return Response.json(status, json).with("ETag", tag(found.revision()));
  }

  private static String tag(String revision) {
    return '"' + revision + '"';
  }

  /**
   * Puts a flag. {@code If-Match} replaces that revision; {@code If-None-Match: *} creates a new
   * flag.
   */
  static Response put(Exchange exchange) throws IOException {
    String name = exchange.part(0);
    boolean make = Preconditions.isNew(exchange.request());
    String expected = make ? null : expected(exchange);
    String json = BodyReader.text(json(exchange));
    Flag flag = exchange.signed(FlagJson.readFlag(name, json, name, Provenance.REQUEST));
    String revision =
        exchange.flags().store().put(flag, expected, exchange.change(reason(exchange)));
    return answer(make ? 201 : 200, exchange, new Versioned<>(flag, revision));
  }

  static Response delete(Exchange exchange) {
    String name = exchange.part(0);
    String expected = expected(exchange);
    List<String> dependents = exchange.flags().dependents(name);
    boolean force = exchange.query().get("force").equals("true");
    if (!force && !dependents.isEmpty()) {
      throw Category.IN_USE.because(
          "these flags require it: "
              + String.join(", ", dependents)
              + "; force=true removes these requirements");
    }
    exchange.flags().find(name);
    exchange.flags().store().remove(name, expected, force, exchange.change(reason(exchange)));
    return Response.empty(204);
  }

  private static String reason(Exchange exchange) {
    return exchange.query().get("reason");
  }

  /** Returns the revision to replace: the current one, if the client expects it. */
  private static String expected(Exchange exchange) {
    HttpServletRequest request = exchange.request();
    if (request.getHeader("If-Match") == null) {
      throw Category.NO_REVISION.because(
          "send If-Match with the ETag of a GET response, or"
              + " If-None-Match: * to create a flag");
    }
    List<String> tags = Preconditions.expected(request);
    boolean any = Preconditions.isAnyMatch(request);
    if (tags.isEmpty() && !any) {
      throw Category.MALFORMED.because("If-Match must be * or ETags in double quotes");
    }
    Optional<String> current = exchange.flags().revision(exchange.part(0));
    if (any && current.isEmpty()) {
      throw Category.STALE.because("no flag has this name, and If-Match: * requires one");
    }
    return current
        .filter(it -> any || Preconditions.contains(tags, it))
        .orElseGet(() -> tags.get(0));
  }

  static byte[] json(Exchange exchange) throws IOException {
    BodyReader.require(exchange.request(), BodyReader.JSON);
    return exchange.body();
  }

  static Response history(Exchange exchange) {
    String name = exchange.part(0);
    List<?> entries = exchange.flags().history(name).stream().map(ApiView::history).toList();
    if (entries.isEmpty()) {
      exchange.flags().find(name);
    }
    return Response.json(200, Map.of("name", name, "history", entries));
  }

  static Response act(Exchange exchange, FlagActions.Edit edit) throws IOException {
    return act(exchange, fields(exchange), edit);
  }

  /**
   * Applies an action that stops something, with the reason in the body if the body is readable.
   */
  static Response stop(Exchange exchange, FlagActions.Edit edit) throws IOException {
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

  static Response rollout(Exchange exchange) throws IOException {
    Map<String, @Nullable Object> fields = fields(exchange);
    String percentage = String.valueOf(fields.get("percentage"));
    double rollout = FlagActions.percentage(percentage);
    return act(exchange, fields, (store, flag, change) -> store.setRollout(flag, rollout, change));
  }

  static Response winner(Exchange exchange) throws IOException {
    Map<String, @Nullable Object> fields = fields(exchange);
    String variant = text(fields, "variant");
    String name = ExperimentSection.declare(exchange, variant, text(fields, "reason"));
    return answer(200, exchange, exchange.flags().find(name));
  }

  /** Restores an earlier version, also of a flag that has been removed since. */
  static Response revert(Exchange exchange) throws IOException {
    Map<String, @Nullable Object> fields = fields(exchange);
    String revision = text(fields, "revision");
    return act(
        exchange, fields, (store, flag, change) -> exchange.flags().revert(flag, revision, change));
  }

  private static Response act(
      Exchange exchange, Map<String, @Nullable Object> fields, FlagActions.Edit edit)
      throws IOException {
    String name = exchange.part(0);
    edit.apply(exchange.flags().store(), name, exchange.act(text(fields, "reason")));
    return answer(200, exchange, exchange.flags().find(name));
  }

  private static String text(Map<String, @Nullable Object> fields, String name) {
    Object value = fields.get(name);
    if (value != null && !(value instanceof String)) {
      throw Category.INVALID.because(name + " must be a string");
    }
    return value == null ? "" : (String) value;
  }

  /** Returns the fields of the body, which must be an object or empty. */
  private static Map<String, @Nullable Object> fields(Exchange exchange) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    if (exchange.body().length == 0) {
      return fields;
    }
    Object value = PlainJson.read(json(exchange), "body");
    if (!(value instanceof Map<?, ?> object)) {
      throw Category.INVALID.because("the body must be an object");
    }
    object.forEach((name, item) -> fields.put(String.valueOf(name), item));
    return fields;
  }
}
