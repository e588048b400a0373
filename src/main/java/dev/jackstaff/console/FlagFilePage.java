package dev.jackstaff.console;

import dev.jackstaff.console.ImportPlan.FlagChange;
import dev.jackstaff.console.ImportPlan.SegmentChange;
import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.internal.json.Provenance;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The page that exports and imports all flags as one flag file. */
final class FlagFilePage {
  private FlagFilePage() {}

  static Response show(Exchange exchange) {
    return page(200, exchange, "", false, List.of(), Html.NOTHING);
  }

  static Response export(Exchange exchange) {
    byte[] document = FlagDocument.write(exchange.desk().flags());
    return new Response(200, "application/json", document, Map.of())
        .with("Content-Disposition", "attachment; filename=\"flags.json\"");
  }

  /** Shows the changes; applies them if the form was confirmed after the same preview. */
  static Response take(Exchange exchange) throws IOException {
    FormData form = exchange.form();
    String text = form.raw("document");
    boolean replace = form.has("replace");
    FlagSet now = exchange.desk().flags();
    String version = exchange.desk().events().versions().hash(now);
    exchange.desk().store();
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      FlagSet document = ImportPlan.read(exchange, bytes, Provenance.FILE);
      ImportPlan wanted = new ImportPlan(now, document, replace);
      if (form.has("apply") && form.get("version").equals(version)) {
        wanted.apply(exchange.desk().store(), exchange.change(form.get("reason")));
        return Response.seeOther(exchange.base() + "/");
      }
      boolean outdated = form.has("apply");
      Html preview = preview(exchange, wanted, text, replace, version, outdated);
      return page(outdated ? 409 : 200, exchange, text, replace, List.of(), preview);
    } catch (InvalidFlagsException e) {
      return page(422, exchange, text, replace, e.problems(), Html.NOTHING);
    }
  }

  private static Response page(
      int status,
      Exchange exchange,
      String text,
      boolean replace,
      List<Problem> problems,
      Html preview) {
    FormField field = new FormField(problems);
    Html importing =
        exchange.mayChange()
            ? Html.of(
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
                PageLayout.csrf(exchange),
                field.area(
                    "document",
                    "Document",
                    text,
                    10,
                    "All flags and segments, as a file has them."),
                field.check("replace", "Remove what the document does not have", replace))
            : Html.NOTHING;
    Html main =
        Html.of(
            """
            <h1>Export and import</h1>
            <p>All flags and segments as one JSON document, as a file store reads it.
            <a class="button" href="{}/flags.json" download>Download flags.json</a></p>
            {}
            """,
            exchange.base(),
            importing);
    return PageLayout.page(status, exchange, "Export and import", main);
  }

  private static Html preview(
      Exchange exchange,
      ImportPlan wanted,
      String text,
      boolean replace,
      String version,
      boolean outdated) {
    if (wanted.isEmpty()) {
      return Html.of("<p class=\"banner\" role=\"alert\">It would change nothing.</p>");
    }
    Html warning =
        outdated
            ? Html.of(
                "<p class=\"banner bad\" role=\"alert\">The flags changed since the preview; nothing is"
                    + " imported yet. This is what would change now.</p>")
            : Html.NOTHING;
    return Html.of(
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
        Html.each(wanted.segmentChanges(), FlagFilePage::segment),
        Html.join(
            Html.each(wanted.flags(), FlagFilePage::flag),
            wanted.hidden() == 0
                ? Html.NOTHING
                : Html.of("<li><p>And {} more</p></li>", wanted.hidden())),
        exchange.base(),
        PageLayout.csrf(exchange),
        text,
        replace ? Html.of("<input type=\"hidden\" name=\"replace\" value=\"yes\">") : Html.NOTHING,
        version);
  }

  private static Html flag(FlagChange change) {
    String what = change.before() == null ? "is new" : change.after() == null ? "goes" : "changes";
    Html diff =
        change.after() == null
            ? Html.NOTHING
            : DefinitionDiff.html(DefinitionDiff.between(change.before(), change.after()));
    return Html.of("<li><p><strong>{}</strong> {}</p>{}</li>", change.name(), what, diff);
  }

  private static Html segment(SegmentChange change) {
    String what = change.before() == null ? "is new" : change.after() == null ? "goes" : "changes";
    return Html.of(
        "<li><p>Segment <strong>{}</strong> {}{}</p></li>",
        change.name(),
        what,
        change.after() == null ? "" : ": " + Formats.cut(ConditionText.text(change.after()), 500));
  }
}
