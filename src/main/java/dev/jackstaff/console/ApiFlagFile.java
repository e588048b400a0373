package dev.jackstaff.console;

import dev.jackstaff.Status;
import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.internal.json.Provenance;
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
final class ApiFlagFile {
  private ApiFlagFile() {}

  static Response status(Exchange exchange) {
    Status status = exchange.flags().features().status();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("state", status.state().name());
    json.put("since", status.store().since().toString());
    json.put("reason", status.store().reason());
    json.put("faults", status.store().faults());
    json.put("unwritten", exchange.flags().unwritten());
    json.put("flags", exchange.flags().definitions().size());
    json.put("writable", exchange.flags().isWritable());
    json.put("history", exchange.flags().hasHistory());
    json.put("actor", exchange.actor());
    json.put("mayChange", exchange.mayChange());
    // Scripts in a browser need it; those with a bearer token do not.
    json.put("csrf", exchange.csrf());
    return Response.json(200, json);
  }

  static Response export(Exchange exchange) {
    byte[] document = FlagDocument.write(exchange.flags().definitions());
    return new Response(200, "application/json", document, Map.of());
  }

  static Response importFile(Exchange exchange) throws IOException {
    FlagSet document = ImportPlan.read(exchange, ApiFlags.json(exchange), Provenance.REQUEST);
    FormData query = exchange.query();
    boolean replace = query.get("replace").equals("true");
    boolean preview = query.get("preview").equals("true");
    ImportPlan wanted = new ImportPlan(exchange.flags().definitions(), document, replace);
    if (!preview) {
      wanted.apply(exchange.flags().store(), exchange.change(query.get("reason")));
    }
    List<Object> changes = new ArrayList<>();
    wanted.segmentChanges().forEach(change -> changes.add(ApiView.change(change)));
    wanted.flags().forEach(change -> changes.add(ApiView.change(change)));
    return Response.json(
        200, Map.of("applied", !preview, "total", wanted.size(), "changes", changes));
  }

  static Response explain(Exchange exchange) {
    FormData query = exchange.query();
    User user = Explanation.user(query);
    Instant at = Explanation.at(query, exchange.now());
    String wanted = query.get("flag");
    List<?> decisions =
        Explanation.lines(exchange.flags(), user, at).stream()
            .filter(line -> wanted.isEmpty() || wanted.equals(line.decision().flag()))
            .map(ApiView::answer)
            .toList();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", user.id());
    json.put("at", at.toString());
    json.put("decisions", decisions);
    return Response.json(200, json);
  }
}
