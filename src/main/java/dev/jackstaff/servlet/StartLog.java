package dev.jackstaff.servlet;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Logs how a filter starts. */
final class StartLog {
  private static final Logger LOG = System.getLogger(FlagFilter.class.getName());

  /** Spring's mock of a context calls filters without any mapping. */
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
  }

  private static void logMappings(String name, FilterConfig config) {
    ServletContext context = config.getServletContext();
    FilterRegistration filter = context.getFilterRegistration(name);
    if (filter != null
        && !SPRING_MOCK.equals(context.getServerInfo())
        && filter.getUrlPatternMappings().isEmpty()
        && filter.getServletNameMappings().isEmpty()) {
      LOG.log(
          Level.WARNING,
          "filter ''{0}'' is mapped to no request, so it decides nothing; add a filter-mapping with"
              + " <url-pattern>/*</url-pattern> and the dispatchers REQUEST, ASYNC, ERROR, FORWARD"
              + " and INCLUDE",
          name);
    }
  }
}
