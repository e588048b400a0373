package dev.jackstaff.http;

import static dev.jackstaff.http.ConsoleRoute.get;
import static dev.jackstaff.http.ConsoleRoute.post;

import dev.jackstaff.store.WritableFlagStore;
import java.util.List;

/** The routes of the pages. */
final class ConsolePages {
  private ConsolePages() {}

  static List<ConsoleRoute> routes() {
    return List.of(
        get("", ConsoleListPage::answer),
        get("assets/*", ConsoleAssets::answer),
        get("events", it -> it.desk().events().open(it)),
        get("version", it -> ConsoleAnswer.text(200, "text/plain", it.desk().events().version())),
        get("why", ConsoleWhyPage::answer),
        get("cleanup", ConsoleCleanupPage::answer),
        get("new", ConsoleNewPage::show),
        post("new", ConsoleNewPage::save),
        get("testers", ConsoleTestersPage::show),
        post("testers", ConsoleTestersPage::issue),
        get("document", ConsoleDocumentPage::show),
        post("document", ConsoleDocumentPage::take),
        get("flags.json", ConsoleDocumentPage::export),
        get("flag/*", ConsoleFlagPage::answer),
        get("flag/*/edit", ConsoleEditPage::show),
        post("flag/*/edit", ConsoleEditPage::save),
        get("flag/*/json", ConsoleJsonPage::show),
        post("flag/*/json", ConsoleJsonPage::save),
        get("flag/*/delete", ConsoleDeletePage::show),
        post("flag/*/delete", ConsoleDeletePage::delete),
        post("flag/*/kill", it -> ConsoleActions.act(it, WritableFlagStore::kill)),
        post("flag/*/lift", it -> ConsoleActions.act(it, it.desk()::lift)),
        post("flag/*/rollout", it -> ConsoleActions.act(it, rollout(it))),
        post("flag/*/hold", it -> ConsoleActions.act(it, WritableFlagStore::hold)),
        post("flag/*/resume", it -> ConsoleActions.act(it, WritableFlagStore::resume)),
        post("flag/*/winner", ConsoleExperiment::declare),
        post("flag/*/revert", it -> ConsoleActions.act(it, revert(it))));
  }

  private static ConsoleActions.Edit rollout(ConsoleExchange exchange) {
    return (store, flag, change) -> {
      double percentage = ConsoleActions.percentage(exchange.form().get("percentage"));
      return store.setRollout(flag, percentage, change);
    };
  }

  private static ConsoleActions.Edit revert(ConsoleExchange exchange) {
    return (store, flag, change) ->
        exchange.desk().revert(flag, exchange.form().get("revision"), change);
  }
}
