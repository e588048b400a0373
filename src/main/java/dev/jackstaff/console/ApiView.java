package dev.jackstaff.console;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.store.HistoryEntry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts the API's responses to JSON values. */
final class ApiView {
  private ApiView() {}

  /** Returns a definition as a flag file writes it: true, false or an object. */
  static @Nullable Object definition(Flag flag) {
    return PlainJson.read(FlagJson.writeFlag(flag), flag.name());
  }

  static Map<String, @Nullable Object> flag(Flag flag, String revision, Instant now) {
    RolloutState rollout = RolloutState.of(flag, now);
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", flag.name());
    json.put("revision", revision);
    json.put("state", rollout.extent().text());
    json.put("percentage", number(rollout.percent()));
    json.put("definition", definition(flag));
    return json;
  }

  /** Returns an integer where the value is one: 20 rather than 20.0. */
  private static Number number(double value) {
    if (value == Math.rint(value)) {
      return (int) value;
    }
    return value;
  }

  static Map<String, @Nullable Object> history(HistoryEntry<Flag> entry) {
    Flag after = entry.after();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("revision", entry.revision());
    json.put("at", entry.at().toString());
    json.put("by", entry.by());
    json.put("why", entry.why());
    json.put("definition", after == null ? null : definition(after));
    return json;
  }

  static Map<String, @Nullable Object> answer(Explanation.ExplainedFlag line) {
    Decision decision = line.decision();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("flag", decision.flag());
    json.put("on", decision.on());
    json.put("variant", decision.variant());
    json.put("value", decision.value());
    json.put("reason", decision.reason().name());
    json.put("source", decision.sourceText());
    json.put("percentage", decision.percentage());
    json.put("bucket", line.bucket());
    return json;
  }

  static Map<String, @Nullable Object> change(ImportPlan.FlagChange change) {
    Flag before = change.before();
    Flag after = change.after();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("flag", change.name());
    json.put("change", before == null ? "add" : after == null ? "remove" : "replace");
    json.put("before", before == null ? null : definition(before));
    json.put("after", after == null ? null : definition(after));
    return json;
  }

  static Map<String, @Nullable Object> change(ImportPlan.SegmentChange change) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("segment", change.name());
    json.put(
        "change", change.before() == null ? "add" : change.after() == null ? "remove" : "replace");
    return json;
  }
}
