package dev.jackstaff.servlet;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;

/** Logs the configuration of a filter at its start. */
final class StartLog {
  private static final Logger LOG = System.getLogger(FlagFilter.class.getName());

  /** The name of Spring's mock of a servlet context, which calls filters without any mapping. */
  private static final String SPRING_MOCK = "MockServletContext";

  private StartLog() {}

  static void started(FilterConfig config, Settings settings) {
    String name = String.valueOf(config.getFilterName());
    String header = settings.header().name();
    LOG.log(
        Level.INFO,
        "filter ''{0}'' decides {1} flags from {2}; header {3}; user {4}",
        name,
        Integer.toString(settings.features().names().size()),
        settings.flags().origin(),
        header == null ? "none" : header,
        settings.users().resolver());
    logMappings(name, config);
    if (settings.features().names().isEmpty() && settings.engine().store().isPresent()) {
      LOG.log(
          Level.INFO,
          "filter ''{0}'' has no flags yet, so every flag is off; they can be added in the console,"
              + " or read from the file that initial (in Spring jackstaff.initial) names, while the"
              + " store is empty",
          name);
    }
  }

  private static void logMappings(String name, FilterConfig config) {
    ServletContext context = config.getServletContext();
    FilterRegistration filter = context.getFilterRegistration(name);
    if (filter == null || SPRING_MOCK.equals(context.getServerInfo())) {
      return;
    }
    Collection<String> patterns = filter.getUrlPatternMappings();
    if (patterns.contains("/") && !patterns.contains("/*")) {
      LOG.log(
          Level.WARNING,
          "filter ''{0}'' is mapped to /, which matches only the root page for a filter; write"
              + " <url-pattern>/*</url-pattern>",
          name);
    }
    if (patterns.isEmpty() && filter.getServletNameMappings().isEmpty()) {
      LOG.log(
          Level.WARNING,
          "filter ''{0}'' is mapped to no request, so it decides nothing; add a filter-mapping with"
              + " <url-pattern>/*</url-pattern> and the dispatchers REQUEST, ASYNC, ERROR, FORWARD"
              + " and INCLUDE",
          name);
    }
  }
}
