package dev.jackstaff.tools.remove;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openrewrite.java.JavaVisitor;
import org.openrewrite.java.tree.J;

/** Looks for the flag's name in texts: alone or in a list, not as a word or a part of one. */
final class NameReferences extends JavaVisitor<Leftovers> {
  private final Pattern name;

  NameReferences(String flag) {
    this.name = Pattern.compile("(?<=[\"!,]|, )" + Pattern.quote(flag) + "(?=[\"=,])");
  }

  @Override
  public J visitLiteral(J.Literal literal, Leftovers left) {
    String source = literal.getValueSource();
    if (source != null && literal.getValue() instanceof String) {
      Matcher matcher = name.matcher(source);
      while (matcher.find()) {
        int further = (int) Spaces.lines(source.substring(0, matcher.start()));
        left.add(literal, further, "the flag's name is still in a text here", true);
      }
    }
    return super.visitLiteral(literal, left);
  }
}
