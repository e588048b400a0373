package dev.jackstaff.http;

import dev.jackstaff.Status;
import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.internal.json.Origin;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The API resource of all flags together. */
final class ApiDocument {
  private ApiDocument() {}

  static ConsoleAnswer status(ConsoleExchange exchange) {
    Status status = exchange.desk().features().status();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("state", status.state().name());
    json.put("since", status.store().since().toString());
    json.put("reason", status.store().reason());
    json.put("faults", status.store().faults());
    json.put("unwritten", exchange.desk().unwritten());
    json.put("flags", exchange.desk().flags().size());
    json.put("writable", exchange.desk().isWritable());
    json.put("history", exchange.desk().hasHistory());
    json.put("actor", exchange.actor());
    json.put("mayChange", exchange.mayChange());
    // Scripts in a browser need it; those with a bearer token do not.
    json.put("csrf", exchange.csrf());
    return ConsoleAnswer.json(200, json);
  }

  static ConsoleAnswer export(ConsoleExchange exchange) {
    byte[] document = FlagDocument.write(exchange.desk().flags());
    return new ConsoleAnswer(200, "application/json", document, Map.of());
  }

  static ConsoleAnswer take(ConsoleExchange exchange) throws IOException {
    FlagSet document = ConsoleImport.read(exchange, ApiFlags.json(exchange), Origin.REQUEST);
    ConsoleForm query = exchange.query();
    boolean replace = query.get("replace").equals("true");
    boolean preview = query.get("preview").equals("true");
    ConsoleImport wanted = new ConsoleImport(exchange.desk().flags(), document, replace);
    if (!preview) {
      wanted.apply(exchange.desk().store(), exchange.change(query.get("reason")));
    }
    List<Object> changes = new ArrayList<>();
    wanted.segmentChanges().forEach(change -> changes.add(ApiView.change(change)));
    wanted.flags().forEach(change -> changes.add(ApiView.change(change)));
    return ConsoleAnswer.json(
        200, Map.of("applied", !preview, "total", wanted.size(), "changes", changes));
  }

  static ConsoleAnswer explain(ConsoleExchange exchange) {
    ConsoleForm query = exchange.query();
    User user = ConsoleExplain.user(query);
    Instant at = ConsoleExplain.at(query, exchange.now());
    String wanted = query.get("flag");
    List<?> answers =
        ConsoleExplain.lines(exchange.desk(), user, at).stream()
            .filter(line -> wanted.isEmpty() || wanted.equals(line.decision().flag()))
            .map(ApiView::answer)
            .toList();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", user.id());
    json.put("at", at.toString());
    json.put("answers", answers);
    return ConsoleAnswer.json(200, json);
  }
}
