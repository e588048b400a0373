package dev.jackstaff.tools.remove;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openrewrite.java.tree.Comment;
import org.openrewrite.java.tree.Space;

/** White space and the comments in it. */
final class Spaces {
  private Spaces() {}

  /** One space with the comments of both, laid out as the first. */
  static Space join(Space first, Space second) {
    if (second.getComments().isEmpty()) {
      return first;
    }
    if (first.getComments().isEmpty()) {
      String last = first.getWhitespace();
      return second.withWhitespace(last.isEmpty() ? "" : last);
    }
    List<Comment> all = new ArrayList<>(first.getComments());
    all.addAll(second.getComments());
    return first.withComments(all);
  }

  /** Joins the comments before with this space, unchanged. */
  static Space after(Space before, Space space) {
    if (before.getComments().isEmpty()) {
      return space;
    }
    List<Comment> all = new ArrayList<>(before.getComments());
    Comment last = all.remove(all.size() - 1);
    // What follows a comment to the end of the line has to stay on the next one.
    boolean swallows = !last.isMultiline() && lines(space.getWhitespace()) == 0;
    all.add(swallows ? last : last.withSuffix(space.getWhitespace()));
    all.addAll(space.getComments());
    return Space.build(before.getWhitespace(), all);
  }

  /**
   * Returns the part of the space before a removed statement that stays: comments behind the
   * statement before, and those that a blank line sets apart.
   */
  static Space survivors(Space prefix) {
    List<Comment> comments = prefix.getComments();
    int kept = trailing(prefix);
    for (int i = kept; i < comments.size(); i++) {
      if (lines(comments.get(i).getSuffix()) > 1) {
        kept = i + 1;
      }
    }
    return Space.build(prefix.getWhitespace(), new ArrayList<>(comments.subList(0, kept)));
  }

  private static int trailing(Space prefix) {
    int count = 0;
    String before = prefix.getWhitespace();
    for (Comment comment : prefix.getComments()) {
      if (lines(before) > 0) {
        return count;
      }
      before = comment.getSuffix();
      count++;
    }
    return count;
  }

  /** Without the comments behind the statement before. */
  static Space withoutTrailing(Space space) {
    int count = trailing(space);
    List<Comment> comments = space.getComments();
    return count == 0
        ? space
        : Space.build(
            comments.get(count - 1).getSuffix(),
            new ArrayList<>(comments.subList(count, comments.size())));
  }

  static long lines(String text) {
    return text.chars().filter(c -> c == '\n').count();
  }

  /** The blanks between the last line break and what follows, or null if there is no break. */
  static @Nullable String indent(Space space) {
    String found = null;
    for (int i = -1; i < space.getComments().size(); i++) {
      String blanks = i < 0 ? space.getWhitespace() : space.getComments().get(i).getSuffix();
      int line = blanks.lastIndexOf('\n');
      found = line < 0 ? found : blanks.substring(line + 1);
    }
    return found;
  }
}
