package dev.jackstaff.servlet;

import dev.jackstaff.model.User;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A chain of resolvers, of which the first that returns a user decides. */
final class FirstKnownUser implements VisitorResolver {
  private final List<UserResolver> resolvers;
  private final @Nullable AnonymousVisitor anonymous;

  FirstKnownUser(List<UserResolver> inOrder) {
    this.resolvers = inOrder.stream().flatMap(FirstKnownUser::flat).toList();
    this.anonymous =
        resolvers.stream()
            .filter(AnonymousVisitor.class::isInstance)
            .map(AnonymousVisitor.class::cast)
            .findFirst()
            .orElse(null);
  }

  private static Stream<UserResolver> flat(UserResolver resolver) {
    return resolver instanceof FirstKnownUser first ? first.resolvers() : Stream.of(resolver);
  }

  Stream<UserResolver> resolvers() {
    return resolvers.stream();
  }

  @Override
  public FirstKnownUser with(VisitorCookie cookie) {
    return new FirstKnownUser(
        resolvers.stream().map(resolver -> configured(resolver, cookie)).toList());
  }

  private static UserResolver configured(UserResolver resolver, VisitorCookie cookie) {
    return resolver instanceof VisitorResolver visitor ? visitor.with(cookie) : resolver;
  }

  @Override
  public boolean hasVisitors() {
    return anonymous != null;
  }

  @Override
  public boolean hasUnsignedVisitors() {
    return anonymous != null && anonymous.hasUnsignedVisitors();
  }

  @Override
  public @Nullable User resolve(
      HttpServletRequest request, HttpServletResponse response, boolean introduces) {
    for (UserResolver resolver : resolvers) {
      User user =
          resolver instanceof VisitorResolver visitor
              ? visitor.resolve(request, response, introduces)
              : resolver.resolve(request, response);
      if (user != null) {
        return visited(user, request);
      }
    }
    return null;
  }

  /** Adds the cookie's id as an attribute to a visitor who has logged in. */
  private User visited(User user, HttpServletRequest request) {
    if (anonymous == null || user.attributes().containsKey(AnonymousVisitor.ATTRIBUTE)) {
      return user;
    }
    String visitor = anonymous.id(request);
    return visitor == null ? user : user.with(AnonymousVisitor.ATTRIBUTE, visitor);
  }

  @Override
  public boolean isClientControlled() {
    return resolvers.stream().anyMatch(UserResolver::isClientControlled);
  }

  @Override
  public String toString() {
    return resolvers.stream().map(UserResolver::toString).collect(Collectors.joining(", "));
  }
}
