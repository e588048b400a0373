package dev.jackstaff.tools.remove;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openrewrite.java.JavaVisitor;
import org.openrewrite.java.tree.Comment;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.Space;
import org.openrewrite.java.tree.Statement;
import org.openrewrite.java.tree.TextComment;

/** Moves the lines of a statement to where another one stood, also those of its text blocks. */
final class Indent extends JavaVisitor<Integer> {
  private final String from;
  private final String to;

  private Indent(String from, String to) {
    this.from = from;
    this.to = to;
  }

  static Statement move(Statement statement, String from, String to) {
    if (from.equals(to)) {
      return statement;
    }
    return (Statement) new Indent(from, to).visitNonNull(statement, 0);
  }

  static Space move(Space space, String from, String to) {
    return from.equals(to) ? space : new Indent(from, to).moved(space);
  }

  @Override
  public Space visitSpace(@Nullable Space space, Space.Location location, Integer p) {
    return space == null ? Space.EMPTY : moved(space);
  }

  private Space moved(Space space) {
    List<Comment> comments = space.getComments().stream().map(this::moved).toList();
    return Space.build(moved(space.getWhitespace()), comments);
  }

  private Comment moved(Comment comment) {
    Comment placed = comment.withSuffix(moved(comment.getSuffix()));
    return placed instanceof TextComment text ? text.withText(moved(text.getText())) : placed;
  }

  private String moved(String text) {
    return text.replace("\n" + from, "\n" + to);
  }

  @Override
  public J visitLiteral(J.Literal literal, Integer p) {
    J.Literal moved = (J.Literal) super.visitLiteral(literal, p);
    String source = moved.getValueSource();
    return source != null && source.startsWith("\"\"\"") && isDeep(source)
        ? moved.withValueSource(moved(source))
        : moved;
  }

  /** Its value stays only if all of its lines move. */
  private boolean isDeep(String source) {
    return source.lines().skip(1).allMatch(line -> line.isBlank() || line.startsWith(from))
        && from.startsWith(to);
  }
}
