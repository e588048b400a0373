package dev.jackstaff.console;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import dev.jackstaff.store.StaleRevisionException;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The page that creates a flag; all other properties can be set afterwards. */
final class NewFlagPage {
  private NewFlagPage() {}

  record NewFlagForm(
      Html problems, String base, Html csrf, Html name, NewFlagFields fields, Html reason)
      implements Fragment {}

  record NewFlagFields(Html types, Html about, Html enabled) implements Fragment {}

  static Response show(Exchange exchange) {
    exchange.flags().store();
    return page(200, exchange, FormData.EMPTY, List.of());
  }

  static Response save(Exchange exchange) throws IOException {
    FormData form = exchange.form();
    String name = form.get("name");
    try {
      Flag flag = FlagJson.readFlag(name, PlainJson.write(definition(exchange, form)), "new flag");
      exchange.flags().store().put(flag, null, exchange.change(form.get("reason")));
      return Response.seeOther(exchange.flagLink(name));
    } catch (InvalidFlagsException e) {
      return page(422, exchange, form, named(e.problems()));
    } catch (StaleRevisionException e) {
      Problem taken = Problem.of(null, "/name", "there is a flag of this name already");
      return page(409, exchange, form, List.of(taken));
    }
  }

  /** Returns the problems with those of the whole flag, such as an invalid name, at the name. */
  private static List<Problem> named(List<Problem> problems) {
    return problems.stream()
        .map(it -> it.pointer().isEmpty() ? Problem.of(it.subject(), "/name", it.message()) : it)
        .toList();
  }

  private static Map<String, @Nullable Object> definition(Exchange exchange, FormData form) {
    Map<String, @Nullable Object> present = new LinkedHashMap<>();
    LocalDate today = exchange.now().atZone(ZoneOffset.UTC).toLocalDate();
    present.put("created", today.toString());
    return FlagForm.definition(form, present);
  }

  private static Response page(
      int status, Exchange exchange, FormData form, List<Problem> problems) {
    FormField field = FormField.of(problems);
    NewFlagForm page =
        new NewFlagForm(
            field.summary(),
            exchange.base(),
            PageLayout.csrf(exchange),
            field.input("name", "Name", form.get("name"), "A-Z a-z 0-9 _ . : -, as in the code."),
            fields(field, form),
            field.input("reason", "Reason", form.get("reason"), ""));
    return PageLayout.page(status, exchange, "New flag", page.html());
  }

  private static NewFlagFields fields(FormField field, FormData form) {
    Html about =
        Html.join(
            field.area("description", "Description", form.raw("description"), 2, ""),
            field.input("owner", "Owner", form.get("owner"), "The team or person responsible."),
            field.input(
                "expires", "Expires", form.get("expires"), "The last day, such as 2027-01-31."));
    return new NewFlagFields(
        FlagTypeHelp.radios(form.has("type") ? form.get("type") : "release"),
        about,
        field.check("enabled", "On for everybody", form.has("enabled")));
  }
}
