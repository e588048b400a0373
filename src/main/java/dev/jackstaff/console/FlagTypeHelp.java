package dev.jackstaff.console;

import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.FlagType;
import java.util.List;

/** Explains the four types of flags. */
final class FlagTypeHelp {
  private FlagTypeHelp() {}

  static Html radios(String chosen) {
    return Html.of(
        "<div class=\"types\" role=\"group\" aria-label=\"Type\">{}</div>",
        Html.each(List.of(FlagType.values()), type -> radio(type, chosen)));
  }

  private static Html radio(FlagType type, String chosen) {
    return Html.of(
        "<label class=\"card\"><input type=\"radio\" name=\"type\" value=\"{}\"{}> <b>{}</b>"
            + "<small>{}</small></label>",
        type.text(),
        Html.flag("checked", type.text().equals(chosen)),
        type.text(),
        ListFilter.describe(type));
  }
}
