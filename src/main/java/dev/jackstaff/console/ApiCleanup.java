package dev.jackstaff.console;

import dev.jackstaff.hygiene.Finding;
import dev.jackstaff.hygiene.FlagReview;
import dev.jackstaff.hygiene.FlagUsage;
import dev.jackstaff.hygiene.Reference;
import dev.jackstaff.hygiene.Usage;
import dev.jackstaff.hygiene.Veto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The API resource of the cleanup findings and the usage of the flags. */
final class ApiCleanup {
  private ApiCleanup() {}

  static Response findings(Exchange exchange) {
    CleanupReview source = exchange.flags().review();
    CleanupReview.UsageReading known = source.read();
    FlagReview review = source.review(known);
    boolean located = exchange.references() != null;
    List<String> notes = new ArrayList<>(review.notes());
    if (known.problem() != null) {
      notes.add(0, known.problem());
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("at", exchange.now().toString());
    json.put("findings", review.findings().stream().map(it -> finding(it, located)).toList());
    json.put("notes", notes);
    return Response.json(200, json);
  }

  private static Map<String, @Nullable Object> finding(Finding finding, boolean located) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("flag", finding.flag());
    json.put("verdict", finding.verdict().toString());
    json.put("reason", finding.reason());
    json.put("next", finding.next());
    json.put("command", finding.command());
    json.put("held", finding.held().keySet().stream().sorted().map(Veto::toString).toList());
    json.put(
        "references", located ? finding.places().stream().map(Reference::place).toList() : null);
    return json;
  }

  static Response usage(Exchange exchange) {
    CleanupReview.UsageReading known = exchange.flags().review().read();
    if (known.problem() != null) {
      throw RequestFailure.Category.NOT_FOUND.because(known.problem());
    }
    Usage usage = known.usage();
    Map<String, @Nullable Object> days = new LinkedHashMap<>();
    usage.days().forEach((day, requests) -> days.put(day.toString(), requests));
    return Response.json(
        200,
        Map.of(
            "days", days, "flags", usage.flags().values().stream().map(ApiCleanup::of).toList()));
  }

  private static Map<String, @Nullable Object> of(FlagUsage usage) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("flag", usage.flag());
    json.put("since", usage.since().toString());
    json.put("lastDecided", usage.decided() == null ? null : usage.decided().toString());
    json.put("lastUsed", usage.lastAsked().map(Object::toString).orElse(null));
    json.put("results", usage.answers().stream().map(ApiCleanup::answer).toList());
    json.put("overridden", usage.overridden() == null ? 0 : usage.overridden().asked());
    json.put("undefined", usage.undefined() == null ? 0 : usage.undefined().asked());
    return json;
  }

  private static Map<String, @Nullable Object> answer(FlagUsage.ResultCount answer) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("result", answer.result());
    json.put("revision", answer.revision());
    json.put("count", answer.asked());
    json.put("first", answer.first().toString());
    json.put("last", answer.last().toString());
    return json;
  }
}
