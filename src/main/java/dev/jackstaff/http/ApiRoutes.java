package dev.jackstaff.http;

import static dev.jackstaff.http.ConsoleRoute.get;
import static dev.jackstaff.http.ConsoleRoute.post;

import dev.jackstaff.store.WritableFlagStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The routes of the JSON API, which {@code openapi.json} in the jar describes. */
final class ApiRoutes {
  private ApiRoutes() {}

  static List<ConsoleRoute> routes() {
    return List.of(
        get("openapi.json", ApiRoutes::description),
        get("status", ApiDocument::status),
        get("export", ApiDocument::export),
        post("import", ApiDocument::take),
        get("explain", ApiDocument::explain),
        get("cleanup", ApiCleanup::findings),
        get("usage", ApiCleanup::usage),
        get("flags", ApiFlags::list),
        get("flags/*", ApiFlags::get),
        new ConsoleRoute("PUT", "flags/*", ApiFlags::put),
        new ConsoleRoute("DELETE", "flags/*", ApiFlags::delete),
        get("flags/*/history", ApiFlags::history),
        post("flags/*/kill", it -> ApiFlags.stop(it, WritableFlagStore::kill)),
        post("flags/*/lift", it -> ApiFlags.act(it, it.desk()::lift)),
        post("flags/*/hold", it -> ApiFlags.stop(it, WritableFlagStore::hold)),
        post("flags/*/resume", it -> ApiFlags.act(it, WritableFlagStore::resume)),
        get("guards", ApiGuard::list),
        get("flags/*/guard", ApiGuard::get),
        get("flags/*/results", ApiExperiment::results),
        post("flags/*/winner", ApiFlags::winner),
        post("flags/*/rollout", ApiFlags::rollout),
        post("flags/*/revert", ApiFlags::revert));
  }

  private static ConsoleAnswer description(ConsoleExchange exchange) throws IOException {
    return new ConsoleAnswer(200, "application/json", ConsoleAssets.read("openapi.json"), Map.of());
  }
}
