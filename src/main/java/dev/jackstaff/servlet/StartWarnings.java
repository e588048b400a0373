package dev.jackstaff.servlet;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/** Says at the start what is allowed and probably not meant. */
final class StartWarnings {
  private static final Logger LOG = System.getLogger(FlagFilter.class.getName());

  private StartWarnings() {}

  static void log(Settings settings) {
    boolean forgeable = settings.users().isVisitorsWord();
    List<String> permissions = permissions(settings);
    if (forgeable && !permissions.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "permission flags "
              + permissions
              + " are decided from a cookie or the query, where visitors can say what they like");
    }
  }

  private static List<String> permissions(Settings settings) {
    return settings.engine().definitions().flags().stream()
        .filter(flag -> flag.type() == FlagType.PERMISSION)
        .map(Flag::name)
        .filter(settings.features().names()::contains)
        .toList();
  }
}
