package dev.jackstaff.console;

import dev.jackstaff.guard.GuardState;
import dev.jackstaff.guard.GuardVerdict;
import dev.jackstaff.guard.RolloutArm;
import dev.jackstaff.guard.RolloutGuard;
import dev.jackstaff.guard.Signal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The API resource of the guard's state. */
final class ApiGuard {
  private ApiGuard() {}

  /** Lists all guarded flags; none if the application has no guard. */
  static Response list(Exchange exchange) {
    List<?> guards =
        exchange
            .flags()
            .features()
            .integration()
            .attachment(RolloutGuard.class)
            .map(RolloutGuard::phases)
            .stream()
            .flatMap(phases -> phases.entrySet().stream())
            .map(entry -> entry(entry.getKey(), entry.getValue()))
            .toList();
    return Response.json(200, Map.of("guards", guards));
  }

  private static Map<String, @Nullable Object> entry(String flag, GuardState.Phase phase) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("flag", flag);
    json.put("phase", word(phase));
    return json;
  }

  static Response get(Exchange exchange) {
    String flag = exchange.flags().find(exchange.part(0)).value().name();
    GuardState state =
        exchange
            .flags()
            .guard(flag)
            .orElseThrow(
                () ->
                    RequestFailure.Category.NOT_FOUND.because(
                        "the guard has no test of this flag: it has no guard, or was killed before"
                            + " this node started, or was changed and its test begins at the"
                            + " guard's next look, or the application attaches no guard"));
    return Response.json(200, json(state));
  }

  private static Map<String, @Nullable Object> json(GuardState state) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("flag", state.flag());
    json.put("phase", word(state.phase()));
    json.put("note", state.note());
    json.put("since", state.since().toString());
    json.put("signals", state.signals().stream().map(Signal::name).toList());
    json.put("on", json(state.on()));
    json.put("off", json(state.off()));
    json.put("evidence", state.evidence());
    json.put("limit", state.limit());
    json.put("maxRatio", orNull(state.maxRatio()));
    json.put("maxDifference", orNull(state.maxDifference()));
    Map<String, @Nullable Object> variants = new LinkedHashMap<>();
    state.variants().forEach((name, arm) -> variants.put(name, json(arm)));
    json.put("variants", variants);
    json.put("curve", state.curve().stream().map(ApiGuard::json).toList());
    GuardVerdict verdict = state.verdict();
    json.put("verdict", verdict == null ? null : json(verdict));
    return json;
  }

  private static Map<String, @Nullable Object> json(RolloutArm group) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("users", group.units());
    json.put("failing", group.failing());
    json.put("slow", group.slow());
    json.put("observed", group.observed());
    json.put("metrics", group.metrics());
    return json;
  }

  private static Map<String, @Nullable Object> json(GuardState.Point point) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("at", point.at().toString());
    json.put("on", json(point.on()));
    json.put("off", json(point.off()));
    return json;
  }

  private static Map<String, @Nullable Object> json(GuardVerdict verdict) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("at", verdict.at().toString());
    json.put("signal", verdict.signal().name());
    json.put("variant", verdict.variant());
    json.put("reference", verdict.reference());
    json.put("on", json(verdict.on()));
    json.put("off", json(verdict.off()));
    json.put("evidence", verdict.evidence());
    json.put("alpha", verdict.alpha());
    json.put("action", word(verdict.action()));
    json.put("reason", verdict.reason());
    return json;
  }

  private static @Nullable Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  /** Returns the name as the metrics write it, such as {@code not judging}. */
  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
