package dev.jackstaff.tools.remove;

import java.util.ArrayList;
import java.util.List;
import org.openrewrite.java.JavaIsoVisitor;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.Space;

/** Takes away the annotations that are marked to go. */
final class Gone extends JavaIsoVisitor<Leftovers> {
  @Override
  public J.MethodDeclaration visitMethodDeclaration(J.MethodDeclaration method, Leftovers p) {
    J.MethodDeclaration seen = super.visitMethodDeclaration(method, p);
    List<J.Annotation> kept = kept(seen.getLeadingAnnotations());
    if (kept.size() == seen.getLeadingAnnotations().size()) {
      return seen;
    }
    seen = seen.withLeadingAnnotations(kept);
    if (!kept.isEmpty()) {
      return seen;
    }
    List<J.Modifier> modifiers = seen.getModifiers();
    if (!modifiers.isEmpty()) {
      return seen.withModifiers(bare(modifiers));
    }
    return seen.getReturnTypeExpression() == null
        ? seen.withName(seen.getName().withPrefix(Space.EMPTY))
        : seen.withReturnTypeExpression(seen.getReturnTypeExpression().withPrefix(Space.EMPTY));
  }

  @Override
  public J.ClassDeclaration visitClassDeclaration(J.ClassDeclaration type, Leftovers p) {
    J.ClassDeclaration seen = super.visitClassDeclaration(type, p);
    List<J.Annotation> kept = kept(seen.getLeadingAnnotations());
    if (kept.size() == seen.getLeadingAnnotations().size()) {
      return seen;
    }
    seen = seen.withLeadingAnnotations(kept);
    if (!kept.isEmpty()) {
      return seen;
    }
    return seen.getModifiers().isEmpty()
        ? seen.getPadding().withKind(seen.getPadding().getKind().withPrefix(Space.EMPTY))
        : seen.withModifiers(bare(seen.getModifiers()));
  }

  private static List<J.Modifier> bare(List<J.Modifier> modifiers) {
    List<J.Modifier> bare = new ArrayList<>(modifiers);
    bare.set(0, bare.get(0).withPrefix(Space.EMPTY));
    return bare;
  }

  /** Returns the annotations that stay; the first takes the place of the first that was there. */
  private static List<J.Annotation> kept(List<J.Annotation> annotations) {
    List<J.Annotation> kept = new ArrayList<>(annotations);
    kept.removeIf(one -> Mark.Meaning.GONE.isIn(one.getMarkers()));
    if (!kept.isEmpty() && kept.size() < annotations.size()) {
      kept.set(0, kept.get(0).withPrefix(annotations.get(0).getPrefix()));
    }
    return kept;
  }
}
