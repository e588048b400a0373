package dev.jackstaff.servlet;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/** Logs warnings for settings that are legal but probably unintended. */
final class StartWarnings {
  private static final Logger LOG = System.getLogger(FlagFilter.class.getName());

  private StartWarnings() {}

  static void log(Settings settings) {
    logHeaders(settings.users().headersOfUnnamedPeers());
    logVisitors(settings);
    boolean forgeable = settings.users().isClientControlled();
    List<String> permissions = permissions(settings);
    if (forgeable && !permissions.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "permission flags "
              + permissions
              + " are decided from a cookie or the query, which visitors control");
    }
  }

  /** Logs a warning if guards will not count the visitors, since nobody signs their ids. */
  private static void logVisitors(Settings settings) {
    List<String> guarded =
        settings.engine().definitions().flags().stream()
            .filter(flag -> flag.guard() != null)
            .map(Flag::name)
            .filter(settings.features().names()::contains)
            .toList();
    if (settings.users().hasUnsignedVisitors() && !guarded.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "the guards of "
              + guarded
              + " do not count anonymous visitors, since anybody can invent unsigned ids; set"
              + " visitorSecret");
    }
  }

  private static void logHeaders(List<String> headers) {
    if (!headers.isEmpty()) {
      LOG.log(
          Level.WARNING,
          headers
              + " are trusted from loopback addresses unless a forwarding header shows a proxy;"
              + " if a proxy on this host sets them, it must overwrite the values of clients:"
              + " confirm it with trustedProxies=loopback, or trust no proxy with"
              + " trustedProxies=none");
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
