package dev.jackstaff.http;

import dev.jackstaff.model.FlagType;
import java.util.List;

/** Explains the four types of flags. */
final class ConsoleTypes {
  private ConsoleTypes() {}

  static ConsoleHtml radios(String chosen) {
    return ConsoleHtml.of(
        "<div class=\"types\" role=\"group\" aria-label=\"Type\">{}</div>",
        ConsoleHtml.each(List.of(FlagType.values()), type -> radio(type, chosen)));
  }

  private static ConsoleHtml radio(FlagType type, String chosen) {
    return ConsoleHtml.of(
        "<label class=\"card\"><input type=\"radio\" name=\"type\" value=\"{}\"{}> <b>{}</b>"
            + "<small>{}</small></label>",
        type.text(),
        ConsoleHtml.flag("checked", type.text().equals(chosen)),
        type.text(),
        ConsoleFilter.describe(type));
  }
}
