package dev.jackstaff.console;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import dev.jackstaff.store.Versioned;
import java.io.IOException;
import java.util.List;

/** The page that edits one definition as JSON, with the problems that the parser has found. */
final class JsonPage {
  private JsonPage() {}

  record JsonForm(
      String link,
      String name,
      Html problems,
      String base,
      Html csrf,
      Fragment version,
      Html definition,
      Html reason)
      implements Fragment {}

  static Response show(Exchange exchange) {
    exchange.flags().store();
    Versioned<Flag> found = exchange.flags().find(exchange.part(0));
    String text = ConflictPage.pretty(found.value());
    return page(200, exchange, found.value().name(), EditedVersion.of(found), text, List.of());
  }

  static Response save(Exchange exchange) throws IOException {
    FormData form = exchange.form();
    String text = form.raw("definition");
    EditedVersion version = EditedVersion.in(form);
    // The parser rejects an invalid name.
    String name = exchange.part(0);
    try {
      Flag flag = exchange.signed(FlagJson.readFlag(name, text, name));
      Versioned<Flag> present = exchange.flags().present(name).orElse(null);
      return EditPage.put(exchange, version.replacing(present, flag), form.get("reason"));
    } catch (InvalidFlagsException e) {
      return page(422, exchange, name, version, text, e.problems());
    }
  }

  private static Response page(
      int status,
      Exchange exchange,
      String name,
      EditedVersion version,
      String text,
      List<Problem> problems) {
    FormField field = FormField.ofText(problems);
    int rows = (int) Math.min(40, Math.max(14, text.lines().count() + 2));
    JsonForm form =
        new JsonForm(
            exchange.flagLink(name),
            name,
            field.summary(),
            version.base(),
            PageLayout.csrf(exchange),
            version.fields(),
            field.area("definition", "Definition", text, rows, "true, false, or an object."),
            field.input("reason", "Reason", "", ""));
    return PageLayout.page(status, exchange, "Edit " + name, form.html());
  }
}
