package dev.jackstaff.tools.check;

import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import dev.jackstaff.tools.check.FileFinding.CheckRule;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks a flag file as an application would read it, and warns of doubtful definitions. */
public final class FlagFileCheck {
  private static final Pattern PLACE = Pattern.compile(".*?:(\\d+):\\d+", Pattern.DOTALL);

  private final Path file;
  private final Instant now;
  private final List<FileFinding> findings = new ArrayList<>();

  private FlagFileCheck(Path file, Instant now) {
    this.file = file;
    this.now = now;
  }

  /**
   * Checks a file.
   *
   * @param file the path to show
   * @param content its bytes
   * @param now the time at which flags may have expired
   * @return the problems; if there are none, the warnings; in the order of the file
   */
  public static List<FileFinding> check(Path file, byte[] content, Instant now) {
    FlagFileCheck check = new FlagFileCheck(file, now);
    try {
      check.warn(FlagDocument.read(content, file.toString()), FlagDocument.lines(content));
    } catch (InvalidFlagsException e) {
      check.refuse(e);
    }
    return check.findings;
  }

  private void refuse(InvalidFlagsException invalid) {
    for (Problem problem : invalid.problems()) {
      Matcher place = PLACE.matcher(String.valueOf(problem.place()));
      int line = place.matches() ? Integer.parseInt(place.group(1)) : 1;
      String flag = problem.subject();
      findings.add(new FileFinding(CheckRule.INVALID, file, line, flag, problem.message()));
    }
    if (invalid.more() > 0) {
      String more = "and " + invalid.more() + " more problems";
      findings.add(new FileFinding(CheckRule.INVALID, file, 1, null, more));
    }
  }

  private void warn(FlagSet set, Map<String, Integer> lines) {
    FlagWarnings warnings = new FlagWarnings(set, now);
    warnings.forEach(
        (rule, subject, message) -> {
          int line = lines.getOrDefault(subject, 1);
          findings.add(new FileFinding(rule, file, line, subject, message));
        });
  }
}
