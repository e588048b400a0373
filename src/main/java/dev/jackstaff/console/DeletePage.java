package dev.jackstaff.console;

import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Flag;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.StaleRevisionException;
import dev.jackstaff.store.Versioned;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page that asks for confirmation before a flag is deleted, and lists what still refers to it.
 */
final class DeletePage {
  private DeletePage() {}

  record Deletion(
      String link,
      String name,
      @Nullable DeletionMessage message,
      DeletionForm form,
      String definition)
      implements Fragment {}

  record DeletionMessage(String text) implements Fragment {}

  record DeletionForm(String link, Html csrf, Fragment version, Fragment dependents, Html reason)
      implements Fragment {}

  record NoDependents() implements Fragment {}

  record DependentList(Html items, Html force) implements Fragment {}

  record DependentItem(String link, String name) implements Fragment {}

  static Response show(Exchange exchange) {
    exchange.flags().store();
    return page(200, exchange, exchange.flags().find(exchange.part(0)), "");
  }

  static Response delete(Exchange exchange) throws IOException {
    FormData form = exchange.form();
    Versioned<Flag> found = exchange.flags().find(exchange.part(0));
    String name = found.value().name();
    boolean force = form.has("force");
    if (!force && !exchange.flags().dependents(name).isEmpty()) {
      return page(
          409,
          exchange,
          found,
          "Not deleted: other flags require it. Choose whether to remove their requirements as well.");
    }
    Change change = exchange.change(form.get("reason"));
    String revision = EditedVersion.in(form).removing(found);
    try {
      exchange.flags().store().remove(name, revision, force, change);
      return Response.seeOther(exchange.base() + "/");
    } catch (StaleRevisionException e) {
      String message =
          "Not deleted: the flag was changed in the meantime. This is its current definition.";
      return page(409, exchange, exchange.flags().find(name), message);
    }
  }

  private static Response page(
      int status, Exchange exchange, Versioned<Flag> found, String message) {
    String name = found.value().name();
    Deletion deletion =
        new Deletion(
            exchange.flagLink(name),
            name,
            message.isEmpty() ? null : new DeletionMessage(message),
            form(exchange, name, EditedVersion.of(found)),
            Formats.cut(ConflictPage.pretty(found.value()), 20_000));
    return PageLayout.page(status, exchange, "Delete " + name, deletion.html());
  }

  private static DeletionForm form(Exchange exchange, String name, EditedVersion version) {
    return new DeletionForm(
        exchange.flagLink(name),
        PageLayout.csrf(exchange),
        version.fields(),
        dependents(exchange, name),
        FormField.of(List.of()).input("reason", "Reason", "", ""));
  }

  private static Fragment dependents(Exchange exchange, String name) {
    List<String> dependents = exchange.flags().dependents(name);
    if (dependents.isEmpty()) {
      return new NoDependents();
    }
    return new DependentList(
        Html.each(dependents, other -> new DependentItem(exchange.flagLink(other), other)),
        FormField.of(List.of()).check("force", "Remove their requirements of it as well", false));
  }
}
