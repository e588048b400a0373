package dev.jackstaff.servlet;

import dev.jackstaff.model.User;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first resolver that knows. */
final class FirstUser implements UserResolver {
  private final List<UserResolver> resolvers = new ArrayList<>();

  FirstUser(List<UserResolver> inOrder) {
    for (UserResolver resolver : inOrder) {
      if (resolver instanceof FirstUser first) {
        resolvers.addAll(first.resolvers);
      } else {
        resolvers.add(resolver);
      }
    }
  }

  @Override
  public @Nullable User resolve(HttpServletRequest request, HttpServletResponse response) {
    for (UserResolver resolver : resolvers) {
      User user = resolver.resolve(request, response);
      if (user != null) {
        return visited(user, request);
      }
    }
    return null;
  }

  /** A visitor who has logged in keeps the cookie's id as an attribute. */
  private User visited(User user, HttpServletRequest request) {
    if (!resolvers.contains(AnonymousVisitor.INSTANCE)
        || user.attributes().containsKey(AnonymousVisitor.ATTRIBUTE)) {
      return user;
    }
    String visitor = AnonymousVisitor.id(request);
    return visitor == null ? user : user.with(AnonymousVisitor.ATTRIBUTE, visitor);
  }

  @Override
  public boolean isVisitorsWord() {
    return resolvers.stream().anyMatch(UserResolver::isVisitorsWord);
  }
}
