package dev.jackstaff.console;

import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import dev.jackstaff.store.StaleRevisionException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes errors as problem details (RFC 9457). */
final class ApiProblem {
  static final String TYPE = "urn:jackstaff:problem:";

  private ApiProblem() {}

  static Response answer(RequestFailure failure, RuntimeException cause) {
    Map<String, @Nullable Object> problem = new LinkedHashMap<>();
    problem.put("type", TYPE + failure.kind());
    problem.put("title", failure.title());
    problem.put("status", failure.status());
    problem.put("detail", Formats.cut(failure.detail(), 4000));
    if (!failure.problems().isEmpty()) {
      List<Problem> problems = failure.problems();
      problem.put("problems", problems.stream().limit(100).map(ApiProblem::problem).toList());
    }
    if (cause instanceof StaleRevisionException stale
        && stale.current() != null
        && stale.current().value() instanceof Flag flag) {
      problem.put("current", ApiView.definition(flag));
    }
    return Response.text(failure.status(), "application/problem+json", PlainJson.write(problem));
  }

  private static Map<String, @Nullable Object> problem(Problem problem) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("place", problem.place());
    json.put("subject", problem.subject());
    json.put("pointer", problem.pointer());
    json.put("message", Formats.cut(problem.message(), 1000));
    return json;
  }
}
