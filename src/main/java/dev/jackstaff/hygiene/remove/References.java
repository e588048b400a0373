package dev.jackstaff.hygiene.remove;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks for the flag's name in texts: alone or in a list, not as a word or a part of one. */
final class References {
  private References() {}

  static void find(String flag, Map<Path, String> sources, Set<Left> left) {
    Pattern quoted = Pattern.compile("(?<=[\"!,]|, )" + Pattern.quote(flag) + "(?=[\"=,])");
    sources.forEach(
        (file, text) -> {
          Matcher matcher = quoted.matcher(text);
          while (matcher.find()) {
            int line = 1 + (int) Spaces.lines(text.substring(0, matcher.start()));
            left.add(new Left(file, line, "the flag's name is still in a text here", true));
          }
        });
  }
}
