package dev.jackstaff.console;

import static dev.jackstaff.console.Route.get;
import static dev.jackstaff.console.Route.post;

import dev.jackstaff.store.WritableFlagStore;
import java.util.List;

/** The routes of the pages. */
final class PageRoutes {
  private PageRoutes() {}

  static List<Route> routes() {
    return List.of(
        get("", ListPage::answer),
        get("assets/*", Assets::answer),
        get("events", it -> it.flags().events().open(it)),
        get("version", it -> Response.text(200, "text/plain", it.flags().events().version())),
        get("evaluate", EvaluatePage::answer),
        get("cleanup", CleanupPage::answer),
        get("new", NewFlagPage::show),
        post("new", NewFlagPage::save),
        get("testers", TestersPage::show),
        post("testers", TestersPage::issue),
        get("file", FlagFilePage::show),
        post("file", FlagFilePage::importFile),
        get("flags.json", FlagFilePage::export),
        get("flag/*", FlagPage::answer),
        get("flag/*/edit", EditPage::show),
        post("flag/*/edit", EditPage::save),
        get("flag/*/json", JsonPage::show),
        post("flag/*/json", JsonPage::save),
        get("flag/*/delete", DeletePage::show),
        post("flag/*/delete", DeletePage::delete),
        post("flag/*/kill", it -> FlagActions.act(it, WritableFlagStore::kill)),
        post("flag/*/lift", it -> FlagActions.act(it, it.flags()::lift)),
        post("flag/*/rollout", it -> FlagActions.act(it, rollout(it))),
        post("flag/*/hold", it -> FlagActions.act(it, WritableFlagStore::hold)),
        post("flag/*/resume", it -> FlagActions.act(it, WritableFlagStore::resume)),
        post("flag/*/winner", ExperimentSection::declare),
        post("flag/*/revert", it -> FlagActions.act(it, revert(it))));
  }

  private static FlagActions.Edit rollout(Exchange exchange) {
    return (store, flag, change) -> {
      double percentage = FlagActions.percentage(exchange.form().get("percentage"));
      return store.setRollout(flag, percentage, change);
    };
  }

  private static FlagActions.Edit revert(Exchange exchange) {
    return (store, flag, change) ->
        exchange.flags().revert(flag, exchange.form().get("revision"), change);
  }
}
