package dev.jackstaff.console;

import static dev.jackstaff.console.Route.get;
import static dev.jackstaff.console.Route.post;

import dev.jackstaff.experiment.Experiments;
import dev.jackstaff.store.WritableFlagStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The routes of the JSON API, which {@code openapi.json} in the jar describes. */
final class ApiRoutes {
  private ApiRoutes() {}

  static List<Route> routes() {
    return List.of(
        get("openapi.json", ApiRoutes::description),
        get("status", ApiFlagFile::status),
        get("export", ApiFlagFile::export),
        post("import", ApiFlagFile::importFile),
        get("explain", ApiFlagFile::explain),
        get("cleanup", ApiCleanup::findings),
        get("usage", ApiCleanup::usage),
        get("flags", ApiFlags::list),
        get("flags/*", ApiFlags::get),
        new Route("PUT", "flags/*", ApiFlags::put),
        new Route("DELETE", "flags/*", ApiFlags::delete),
        get("flags/*/history", ApiFlags::history),
        post("flags/*/kill", it -> ApiFlags.stop(it, WritableFlagStore::kill)),
        post("flags/*/lift", it -> ApiFlags.act(it, it.flags()::lift)),
        post("flags/*/hold", it -> ApiFlags.stop(it, WritableFlagStore::hold)),
        post("flags/*/resume", it -> ApiFlags.act(it, WritableFlagStore::resume)),
        get("guards", ApiGuard::list),
        get("flags/*/guard", ApiGuard::get),
        get("flags/*/results", ApiExperiment::results),
        get("flags/*/exposures.csv", it -> ApiExperiment.raw(it, Experiments::exposures)),
        get("flags/*/conversions.csv", it -> ApiExperiment.raw(it, Experiments::conversions)),
        post("flags/*/winner", ApiFlags::winner),
        post("flags/*/rollout", ApiFlags::rollout),
        post("flags/*/revert", ApiFlags::revert));
  }

  private static Response description(Exchange exchange) throws IOException {
    return new Response(200, "application/json", Assets.read("openapi.json"), Map.of());
  }
}
