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
 * files without copying them only to their own request and response classes, so a wrapper
 * multiplies the CPU cost of a file. A path without a file is not counted, since a filter behind
 * this one may answer it, as Wicket's filter does.
 */
final class ContainerFiles {
  /**
   * The name that Tomcat, Jetty, Undertow and the servers built on them give to their default
   * servlet.
   */
  private static final String NAME = "default";

  private static final String CLASS_SUFFIX = ".DefaultServlet";
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");

  private volatile @Nullable Boolean known;

  /**
   * Returns whether the default servlet answers the request with a file. Costs only a read of the
   * mapping unless the default servlet is to answer.
   */
  boolean answers(HttpServletRequest request) {
    HttpServletMapping mapping = request.getHttpServletMapping();
    if (mapping == null || !NAME.equals(mapping.getServletName()) || !isRead(request)) {
      return false;
    }
    String path = path(request);
    // A directory may be answered by its welcome page, which checks flags as any page does.
    return !path.endsWith("/")
        && isContainers(request.getServletContext())
        && exists(request.getServletContext(), path);
  }

  /** Returns whether the method reads. POST is included, since Tomcat answers it like a GET. */
  private static boolean isRead(HttpServletRequest request) {
    return METHODS.contains(String.valueOf(request.getMethod()));
  }

  /** Returns the path within the application, decoded and without dot segments. */
  static String path(HttpServletRequest request) {
    String rest = request.getPathInfo();
    return rest == null ? request.getServletPath() : request.getServletPath() + rest;
  }

  /**
   * Returns whether the servlet is the container's, since an application may use that name for a
   * servlet of its own.
   */
  private boolean isContainers(ServletContext context) {
    Boolean containers = known;
    if (containers == null) {
      ServletRegistration registration = context.getServletRegistration(NAME);
      // Undertow has no registration for the servlets that it adds itself.
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
      // The container reports the problem with the path when it answers.
      return false;
    }
  }
}
