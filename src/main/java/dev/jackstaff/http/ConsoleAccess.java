package dev.jackstaff.http;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the sender of a request may do in the console and its API. Called once per request,
 * before anything else. Thread-safe.
 */
@FunctionalInterface
public interface ConsoleAccess {
  /** Who may look, unless something else is said. */
  String VIEWER_ROLE = "flags-viewer";

  /** Who may look and change, unless something else is said. */
  String ADMIN_ROLE = "flags-admin";

  /**
   * {@return what the sender of a request may do; if this throws, nothing}
   *
   * @param request the request
   */
  Grant grant(HttpServletRequest request);

  /** What somebody may do. */
  enum Level {
    /** Nothing at all. */
    NOTHING,
    /** Look at everything. */
    VIEW,
    /** Look at everything, and change it. */
    CHANGE
  }

  /**
   * Who somebody is, and what they may do.
   *
   * @param level what they may do
   * @param actor who they are, as the history shows it; null only where they may do nothing
   */
  record Grant(Level level, @Nullable String actor) {
    /** Nothing, for somebody unknown. */
    public static final Grant NOTHING = new Grant(Level.NOTHING, null);

    /**
     * Checks that whoever may do something has a name.
     *
     * @param level as above
     * @param actor as above
     */
    public Grant {
      if (level != Level.NOTHING && (actor == null || actor.isBlank())) {
        throw new IllegalArgumentException("whoever may " + level + " needs a name");
      }
    }

    /**
     * {@return the right to look}
     *
     * @param actor for whom
     */
    public static Grant view(String actor) {
      return new Grant(Level.VIEW, actor);
    }

    /**
     * {@return the right to look and change}
     *
     * @param actor for whom
     */
    public static Grant change(String actor) {
      return new Grant(Level.CHANGE, actor);
    }
  }

  /**
   * {@return all access for whoever is on this machine and enters the code of the application's
   * log, and none for others; for development}
   */
  static ConsoleAccess loopback() {
    return new ConsoleLoopback();
  }

  /** {@return the container's roles {@code flags-viewer} and {@code flags-admin}; the default} */
  static ConsoleAccess roles() {
    return roles(VIEWER_ROLE, ADMIN_ROLE);
  }

  /**
   * {@return the container's roles}
   *
   * @param viewer the role of those who may look
   * @param admin the role of those who may look and change
   */
  static ConsoleAccess roles(String viewer, String admin) {
    return request -> {
      Principal user = request.getUserPrincipal();
      if (user == null || user.getName() == null || user.getName().isBlank()) {
        return Grant.NOTHING;
      }
      if (request.isUserInRole(admin)) {
        return Grant.change(user.getName());
      }
      return request.isUserInRole(viewer)
          ? Grant.view(user.getName())
          : new Grant(Level.NOTHING, user.getName());
    };
  }
}
