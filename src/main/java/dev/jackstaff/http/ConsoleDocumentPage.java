package dev.jackstaff.http;

import dev.jackstaff.http.ConsoleImport.FlagChange;
import dev.jackstaff.http.ConsoleImport.SegmentChange;
import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.internal.json.Origin;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The page that exports and imports all flags as one flag file. */
final class ConsoleDocumentPage {
  private ConsoleDocumentPage() {}

  static ConsoleAnswer show(ConsoleExchange exchange) {
    return page(200, exchange, "", false, List.of(), ConsoleHtml.NOTHING);
  }

  static ConsoleAnswer export(ConsoleExchange exchange) {
    byte[] document = FlagDocument.write(exchange.desk().flags());
    return new ConsoleAnswer(200, "application/json", document, Map.of())
        .with("Content-Disposition", "attachment; filename=\"flags.json\"");
  }

  /** Shows the changes; applies them if the form was confirmed after the same preview. */
  static ConsoleAnswer take(ConsoleExchange exchange) throws IOException {
    ConsoleForm form = exchange.form();
    String text = form.raw("document");
    boolean replace = form.has("replace");
    FlagSet now = exchange.desk().flags();
    String version = exchange.desk().events().versions().hash(now);
    exchange.desk().store();
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      FlagSet document = ConsoleImport.read(exchange, bytes, Origin.FILE);
      ConsoleImport wanted = new ConsoleImport(now, document, replace);
      if (form.has("apply") && form.get("version").equals(version)) {
        wanted.apply(exchange.desk().store(), exchange.change(form.get("reason")));
        return ConsoleAnswer.seeOther(exchange.base() + "/");
      }
      boolean outdated = form.has("apply");
      ConsoleHtml preview = preview(exchange, wanted, text, replace, version, outdated);
      return page(outdated ? 409 : 200, exchange, text, replace, List.of(), preview);
    } catch (InvalidFlagsException e) {
      return page(422, exchange, text, replace, e.problems(), ConsoleHtml.NOTHING);
    }
  }

  private static ConsoleAnswer page(
      int status,
      ConsoleExchange exchange,
      String text,
      boolean replace,
      List<Problem> problems,
      ConsoleHtml preview) {
    ConsoleField field = new ConsoleField(problems);
    ConsoleHtml importing =
        exchange.mayChange()
            ? ConsoleHtml.of(
                """
                <h2>Import</h2>{}{}
                <form method="post" class="edit" action="{}/document">{}
                <p data-file hidden><label>From a file <input type="file" accept=".json,application/json"></label></p>
                {}{}
                <div class="save"><button class="primary">Show what will change</button></div>
                </form>
                """,
                preview,
                field.summary(),
                exchange.base(),
                ConsoleLayout.csrf(exchange),
                field.area(
                    "document",
                    "Document",
                    text,
                    10,
                    "All flags and segments, as a file has them."),
                field.check("replace", "Remove what the document does not have", replace))
            : ConsoleHtml.NOTHING;
    ConsoleHtml main =
        ConsoleHtml.of(
            """
            <h1>Export and import</h1>
            <p>All flags and segments as one JSON document, as a file store reads it.
            <a class="button" href="{}/flags.json" download>Download flags.json</a></p>
            {}
            """,
            exchange.base(),
            importing);
    return ConsoleLayout.page(status, exchange, "Export and import", main);
  }

  private static ConsoleHtml preview(
      ConsoleExchange exchange,
      ConsoleImport wanted,
      String text,
      boolean replace,
      String version,
      boolean outdated) {
    if (wanted.isEmpty()) {
      return ConsoleHtml.of("<p class=\"banner\" role=\"alert\">It would change nothing.</p>");
    }
    ConsoleHtml warning =
        outdated
            ? ConsoleHtml.of(
                "<p class=\"banner bad\" role=\"alert\">The flags changed since the preview; nothing is"
                    + " imported yet. This is what would change now.</p>")
            : ConsoleHtml.NOTHING;
    return ConsoleHtml.of(
        """
        {}<section class="preview" aria-labelledby="preview"><h3 id="preview">What will change</h3>
        <ol class="history">{}{}</ol>
        <form method="post" class="save" action="{}/document">{}
        <input type="hidden" name="document" value="{}">{}
        <input type="hidden" name="version" value="{}">
        <input type="hidden" name="apply" value="yes">
        <label class="grow"><span class="hidden">Why?</span><input name="reason" placeholder="Why?"></label>
        <button class="primary">Import</button></form></section>
        """,
        warning,
        ConsoleHtml.each(wanted.segmentChanges(), ConsoleDocumentPage::segment),
        ConsoleHtml.join(
            ConsoleHtml.each(wanted.flags(), ConsoleDocumentPage::flag),
            wanted.hidden() == 0
                ? ConsoleHtml.NOTHING
                : ConsoleHtml.of("<li><p>And {} more</p></li>", wanted.hidden())),
        exchange.base(),
        ConsoleLayout.csrf(exchange),
        text,
        replace
            ? ConsoleHtml.of("<input type=\"hidden\" name=\"replace\" value=\"yes\">")
            : ConsoleHtml.NOTHING,
        version);
  }

  private static ConsoleHtml flag(FlagChange change) {
    String what = change.before() == null ? "is new" : change.after() == null ? "goes" : "changes";
    ConsoleHtml diff =
        change.after() == null
            ? ConsoleHtml.NOTHING
            : ConsoleDiff.html(ConsoleDiff.between(change.before(), change.after()));
    return ConsoleHtml.of("<li><p><strong>{}</strong> {}</p>{}</li>", change.name(), what, diff);
  }

  private static ConsoleHtml segment(SegmentChange change) {
    String what = change.before() == null ? "is new" : change.after() == null ? "goes" : "changes";
    return ConsoleHtml.of(
        "<li><p>Segment <strong>{}</strong> {}{}</p></li>",
        change.name(),
        what,
        change.after() == null
            ? ""
            : ": " + ConsoleText.cut(ConsoleCondition.text(change.after()), 500));
  }
}
