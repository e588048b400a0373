package dev.jackstaff.console;

import dev.jackstaff.console.ImportPlan.FlagChange;
import dev.jackstaff.console.ImportPlan.SegmentChange;
import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.internal.json.Provenance;
import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The page that exports and imports all flags as one flag file. */
final class FlagFilePage {
  private FlagFilePage() {}

  record FlagFile(String base, @Nullable ImportForm importing) implements Fragment {}

  record ImportForm(@Nullable Fragment preview, Html problems, String base, Html csrf, Html fields)
      implements Fragment {}

  record NoChanges() implements Fragment {}

  record OutdatedPreview() implements Fragment {}

  record ImportPreview(
      @Nullable OutdatedPreview warning, Html changes, ImportConfirmation confirmation)
      implements Fragment {}

  record ImportConfirmation(
      String base, Html csrf, String file, @Nullable ReplaceField replace, String version)
      implements Fragment {}

  record ReplaceField() implements Fragment {}

  record HiddenChanges(int count) implements Fragment {}

  record ChangedFlag(String name, String change, @Nullable Html difference) implements Fragment {}

  record ChangedSegment(String name, String change) implements Fragment {}

  /** The file that a form has sent. */
  private record ImportRequest(String file, boolean replace) {}

  static Response show(Exchange exchange) {
    return page(200, exchange, new ImportRequest("", false), List.of(), null);
  }

  static Response export(Exchange exchange) {
    byte[] file = FlagDocument.write(exchange.flags().definitions());
    return new Response(200, "application/json", file, Map.of())
        .with("Content-Disposition", "attachment; filename=\"flags.json\"");
  }

  /** Shows the changes; applies them if the form was confirmed after the same preview. */
  static Response importFile(Exchange exchange) throws IOException {
    FormData form = exchange.form();
    ImportRequest request = new ImportRequest(form.raw("file"), form.has("replace"));
    FlagSet now = exchange.flags().definitions();
    String version = exchange.flags().events().versions().hash(now);
    exchange.flags().store();
    try {
      byte[] bytes = request.file().getBytes(StandardCharsets.UTF_8);
      FlagSet wanted = ImportPlan.read(exchange, bytes, Provenance.FILE);
      ImportPlan plan = new ImportPlan(now, wanted, request.replace());
      boolean apply = form.has("apply");
      if (apply && form.get("version").equals(version)) {
        plan.apply(exchange.flags().store(), exchange.change(form.get("reason")));
        return Response.seeOther(exchange.base() + "/");
      }
      Fragment preview = preview(exchange, plan, request, version, apply);
      return page(apply ? 409 : 200, exchange, request, List.of(), preview);
    } catch (InvalidFlagsException e) {
      return page(422, exchange, request, e.problems(), null);
    }
  }

  private static Response page(
      int status,
      Exchange exchange,
      ImportRequest request,
      List<Problem> problems,
      @Nullable Fragment preview) {
    ImportForm importing = exchange.mayChange() ? form(exchange, request, problems, preview) : null;
    Html main = new FlagFile(exchange.base(), importing).html();
    return PageLayout.page(status, exchange, "Export and import", main);
  }

  private static ImportForm form(
      Exchange exchange,
      ImportRequest request,
      List<Problem> problems,
      @Nullable Fragment preview) {
    FormField field = FormField.ofText(problems);
    String hint = "All flags and segments, in the format of a flag file.";
    Html fields =
        Html.join(
            field.area("file", "Flag file", request.file(), 10, hint),
            field.check("replace", "Remove what the file does not contain", request.replace()));
    return new ImportForm(
        preview, field.summary(), exchange.base(), PageLayout.csrf(exchange), fields);
  }

  private static Fragment preview(
      Exchange exchange, ImportPlan plan, ImportRequest request, String version, boolean outdated) {
    if (plan.isEmpty()) {
      return new NoChanges();
    }
    Html changes =
        Html.join(
            Html.each(plan.segmentChanges(), FlagFilePage::segment),
            Html.each(plan.flags(), FlagFilePage::flag),
            plan.hidden() == 0 ? null : new HiddenChanges(plan.hidden()));
    ImportConfirmation confirmation =
        new ImportConfirmation(
            exchange.base(),
            PageLayout.csrf(exchange),
            request.file(),
            request.replace() ? new ReplaceField() : null,
            version);
    return new ImportPreview(outdated ? new OutdatedPreview() : null, changes, confirmation);
  }

  private static ChangedFlag flag(FlagChange change) {
    Html difference =
        change.after() == null
            ? null
            : DefinitionDiff.html(DefinitionDiff.between(change.before(), change.after()));
    return new ChangedFlag(change.name(), word(change.before(), change.after()), difference);
  }

  private static ChangedSegment segment(SegmentChange change) {
    String word = word(change.before(), change.after());
    return change.after() == null
        ? new ChangedSegment(change.name(), word)
        : new ChangedSegment(
            change.name(), word + ": " + Formats.cut(ConditionText.text(change.after()), 500));
  }

  private static String word(@Nullable Object before, @Nullable Object after) {
    return before == null ? "is created" : after == null ? "is removed" : "is changed";
  }
}
