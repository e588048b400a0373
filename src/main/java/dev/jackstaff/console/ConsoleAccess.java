package dev.jackstaff.console;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the sender of a request may do in the console and its API. It is called once per
 * request, before anything else. Implementations must be thread-safe.
 */
@FunctionalInterface
public interface ConsoleAccess {
  /** The default role of users who may view the flags. */
  String VIEWER_ROLE = "flags-viewer";

  /** The default role of users who may view and change the flags. */
  String ADMIN_ROLE = "flags-admin";

  /**
   * Returns what the sender of a request may do. If this method throws, access is denied.
   *
   * @param request the request
   * @return the level of access and the name of the sender
   */
  Grant grant(HttpServletRequest request);

  /** The levels of access. */
  enum Level {
    /** No access. */
    NOTHING,
    /** Read access to everything. */
    VIEW,
    /** Read and write access to everything. */
    CHANGE
  }

  /**
   * The name of a user and their level of access.
   *
   * @param level the level of access
   * @param actor the user's name as the history shows it; null only without access
   */
  record Grant(Level level, @Nullable String actor) {
    /** No access, for an unknown user. */
    public static final Grant NOTHING = new Grant(Level.NOTHING, null);

    /**
     * Checks that every user with access has a name.
     *
     * @param level the level of access
     * @param actor the user's name, or null without access
     */
    public Grant {
      if (level != Level.NOTHING && (actor == null || actor.isBlank())) {
        throw new IllegalArgumentException("a grant of " + level + " needs the user's name");
      }
    }

    /**
     * {@return a grant to view the flags}
     *
     * @param actor the user's name
     */
    public static Grant view(String actor) {
      return new Grant(Level.VIEW, actor);
    }

    /**
     * {@return a grant to view and change the flags}
     *
     * @param actor the user's name
     */
    public static Grant change(String actor) {
      return new Grant(Level.CHANGE, actor);
    }
  }

  /**
   * Returns an access policy for development: full access for a user on this machine who enters the
   * code from the application's log, and none for others.
   *
   * @return the access policy
   */
  static ConsoleAccess loopback() {
    return new LoopbackAccess();
  }

  /**
   * Returns an access policy by the container's roles {@code flags-viewer} and {@code flags-admin}.
   * This is the default.
   *
   * @return the access policy
   */
  static ConsoleAccess roles() {
    return roles(VIEWER_ROLE, ADMIN_ROLE);
  }

  /**
   * {@return an access policy by the container's roles}
   *
   * @param viewer the role of users who may view the flags
   * @param admin the role of users who may view and change the flags
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
