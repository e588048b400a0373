package dev.jackstaff.tools.refs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the owners of a file by {@code CODEOWNERS}, with GitHub's rules: the first of three places
 * that has one counts, and in it the last line that matches. Patterns are those of {@code
 * .gitignore}, but {@code dir/*} means the files in the directory alone, and there is no {@code !},
 * no {@code []} and no escaped {@code #}: lines with them do not count.
 */
final class CodeOwners {
  private static final List<String> PLACES =
      List.of(".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS");
  private static final Pattern BLANKS = Pattern.compile("(?<!\\\\)\\s+");

  private final List<OwnersRule> rules;

  private CodeOwners(List<OwnersRule> rules) {
    this.rules = rules;
  }

  /** Nobody owns what a rule without owners matches. */
  private record OwnersRule(Pattern path, List<String> owners) {}

  static CodeOwners in(Path root) {
    for (String place : PLACES) {
      Path file = root.resolve(place);
      if (Files.isRegularFile(file)) {
        return parse(SourceFiles.read(file));
      }
    }
    return parse("");
  }

  static CodeOwners parse(String text) {
    List<OwnersRule> rules = new ArrayList<>();
    for (String line : text.lines().toList()) {
      List<String> words = words(line);
      if (!words.isEmpty() && isValid(words.get(0))) {
        rules.add(new OwnersRule(pattern(words.get(0)), words.subList(1, words.size())));
      }
    }
    return new CodeOwners(rules);
  }

  /** Returns the words of a line before the comment. */
  private static List<String> words(String line) {
    List<String> words = Arrays.asList(BLANKS.split(line.strip(), -1));
    int comment = 0;
    while (comment < words.size() && !words.get(comment).startsWith("#")) {
      comment++;
    }
    return line.isBlank() ? List.of() : words.subList(0, comment);
  }

  private static boolean isValid(String pattern) {
    return !pattern.startsWith("!") && !pattern.startsWith("\\#") && !pattern.contains("[");
  }

  /** The owners of a file, none of them, or null if no line says anything of it. */
  @Nullable List<String> of(String path) {
    List<String> owners = null;
    for (OwnersRule rule : rules) {
      if (rule.path().matcher(path).matches()) {
        owners = rule.owners();
      }
    }
    return owners;
  }

  private static Pattern pattern(String written) {
    String text = written.replace("\\ ", " ");
    boolean directory = text.endsWith("/");
    String bare = text.replaceAll("^/|/$", "");
    boolean anchored = bare.contains("/") || text.startsWith("/");
    boolean childrenOnly = bare.endsWith("/*");
    String below = directory ? "/.*" : childrenOnly ? "" : "(/.*)?";
    return Pattern.compile((anchored ? "" : "(.*/)?") + expression(bare) + below);
  }

  private static String expression(String glob) {
    StringBuilder expression = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      if (glob.startsWith("**/", i)) {
        expression.append("(.*/)?");
        i += 2;
      } else if (glob.startsWith("**", i)) {
        expression.append(".*");
        i++;
      } else {
        expression.append(character(glob.charAt(i)));
      }
    }
    return expression.toString();
  }

  private static String character(char c) {
    return switch (c) {
      case '*' -> "[^/]*";
      case '?' -> "[^/]";
      default -> Pattern.quote(String.valueOf(c));
    };
  }
}
