package dev.jackstaff.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import java.net.MalformedURLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recognises the requests that the container's default servlet answers with a file. Containers send
 * files without copying them only to their own request and response classes, so a wrapper costs a
 * multiple of the CPU there. A path without a file is another matter: a filter behind this one may
 * answer it, as Wicket does.
 */
final class ContainerFiles {
  /** The name that Tomcat, Jetty, Undertow and those built on them give their default servlet. */
  private static final String NAME = "default";

  private static final String CLASS_SUFFIX = ".DefaultServlet";
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");

  private volatile @Nullable Boolean known;

  /** Costs nothing but a look at the mapping unless the default servlet is to answer. */
  boolean answers(HttpServletRequest request) {
    HttpServletMapping mapping = request.getHttpServletMapping();
    if (mapping == null || !NAME.equals(mapping.getServletName()) || !isRead(request)) {
      return false;
    }
    String path = path(request);
    // A directory may be answered by its welcome page, which asks flags as any page does.
    return !path.endsWith("/")
        && isContainers(request.getServletContext())
        && exists(request.getServletContext(), path);
  }

  /** A POST as well, which Tomcat answers as a GET. */
  private static boolean isRead(HttpServletRequest request) {
    return METHODS.contains(String.valueOf(request.getMethod()));
  }

  /** The path within the application, decoded and without dots. */
  static String path(HttpServletRequest request) {
    String rest = request.getPathInfo();
    return rest == null ? request.getServletPath() : request.getServletPath() + rest;
  }

  /** An application may have a servlet of that name, for its own purposes. */
  private boolean isContainers(ServletContext context) {
    Boolean containers = known;
    if (containers == null) {
      ServletRegistration registration = context.getServletRegistration(NAME);
      // Undertow has no registration of what it adds itself.
      String type = registration == null ? null : registration.getClassName();
      containers = type == null || type.endsWith(CLASS_SUFFIX);
      known = containers;
    }
    return containers;
  }

  private static boolean exists(ServletContext context, String path) {
    try {
      return context.getResource(path) != null;
    } catch (MalformedURLException | RuntimeException e) {
      // The container says what is wrong with the path when it answers.
      return false;
    }
  }
}
