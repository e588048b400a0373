package dev.jackstaff.hygiene.tools;

import dev.jackstaff.hygiene.refs.Origin;
import dev.jackstaff.hygiene.refs.Reference;
import dev.jackstaff.hygiene.refs.References;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks git, once per file, since when its lines stand there and who wrote most of them. A change of
 * blanks alone does not make a line young.
 */
final class GitHistory {
  private static final Pattern HEADER = Pattern.compile("[0-9a-f]{40,64} \\d+ (\\d+).*");

  private final Map<String, Origins> files = new HashMap<>();

  private GitHistory() {}

  /** The dates of a file's lines, and who owns the file. */
  private record Origins(Map<Integer, LocalDate> since, @Nullable String owner) {}

  static References add(References found) {
    if (git("rev-parse", "--is-shallow-repository").startsWith("true")) {
      throw new Refusal("--git needs the whole history, but this clone is shallow");
    }
    GitHistory history = new GitHistory();
    return found.map(history::with);
  }

  private Reference with(Reference place) {
    Origins known = files.computeIfAbsent(place.file(), GitHistory::read);
    return place.with(new Origin(known.since().get(place.line()), known.owner()));
  }

  private static Origins read(String file) {
    Map<Integer, LocalDate> since = new HashMap<>();
    Map<String, Integer> authors = new HashMap<>();
    int line = 0;
    for (String text : git("blame", "-w", "-M", "--line-porcelain", "--", file).lines().toList()) {
      Matcher header = HEADER.matcher(text);
      if (header.matches()) {
        line = text.startsWith("0000000") ? 0 : Integer.parseInt(header.group(1));
      } else if (text.startsWith("author ") && line > 0) {
        authors.merge(text.substring(7), 1, Integer::sum);
      } else if (text.startsWith("author-time ") && line > 0) {
        Instant at = Instant.ofEpochSecond(Long.parseLong(text.substring(12)));
        since.put(line, at.atZone(ZoneOffset.UTC).toLocalDate());
      }
    }
    return new Origins(since, most(authors));
  }

  private static @Nullable String most(Map<String, Integer> authors) {
    return authors.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  /** What git prints; nothing for a file that it does not have. */
  private static String git(String... args) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(args));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new Refusal("--git needs the command git: " + e.getMessage(), e);
    }
  }
}
