package dev.jackstaff.console;

import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.FlagType;
import java.util.List;

/** Explains the four types of flags. */
final class FlagTypeHelp {
  private FlagTypeHelp() {}

  record TypeChoices(Html choices) implements Fragment {}

  record TypeChoice(String type, boolean checked, String description) implements Fragment {}

  static Html radios(String chosen) {
    return new TypeChoices(Html.each(List.of(FlagType.values()), type -> radio(type, chosen)))
        .html();
  }

  private static TypeChoice radio(FlagType type, String chosen) {
    String text = type.text();
    return new TypeChoice(text, text.equals(chosen), ListFilter.describe(type));
  }
}
