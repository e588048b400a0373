package dev.jackstaff.tools;

import org.jspecify.annotations.Nullable;

/** Writes the workflow commands by which GitHub annotates lines of a change. */
final class GithubCommand {
  private GithubCommand() {}

  /** Returns the command for a message, at a line if there is one. */
  static String annotation(String level, String title, @Nullable SourceLine place, String message) {
    String where =
        place == null ? "" : "file=" + property(place.file()) + ",line=" + place.line() + ",";
    return "::" + level + " " + where + "title=" + property(title) + "::" + escaped(message);
  }

  private static String escaped(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return escaped(text).replace(":", "%3A").replace(",", "%2C");
  }
}
