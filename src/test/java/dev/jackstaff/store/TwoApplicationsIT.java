package dev.jackstaff.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.servlet.FlagFilter;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Two web applications in one container share nothing, and leave nothing. */
class TwoApplicationsIT {
  private final PGSimpleDataSource source = Databases.postgres();

  @Test
  void applications_onOneDatabase_liveAndEndApart() throws Exception {
    Server server = new Server();
    ServletContextHandler one = application("/one");
    ServletContextHandler two = application("/two");
    server.setHandler(new ContextHandlerCollection(one, two));
    server.start();
    FeatureFlags first = features(one);
    FeatureFlags second = features(two);
    assertNotSame(first.store().orElseThrow(), second.store().orElseThrow());
    ((WritableFlagStore) first.store().orElseThrow())
        .put(Flag.on("a"), null, Change.by("ann", null));
    Await.until("both know it", () -> second.names().contains("a"));
    one.stop();
    assertEquals(
        List.of("jackstaff-evidence", "jackstaff-jdbc", "jackstaff-jdbc-listen", "jackstaff-usage"),
        // Those that call watchers come and go.
        threads().stream()
            .map(Thread::getName)
            .filter(name -> !name.endsWith("-watchers"))
            .sorted()
            .toList());
    Databases.run(source, "INSERT INTO feature_flags (name) VALUES ('b')");
    Await.until("the other goes on", () -> second.names().contains("b"));
    assertTrue(!first.names().contains("b"));
    server.stop();
    assertEquals(Set.of(), threads());
    Await.until("no connection is left", () -> connections() == 1);
  }

  private ServletContextHandler application(String path) {
    ServletContextHandler application = new ServletContextHandler(path);
    FilterHolder filter = new FilterHolder(FlagFilter.class);
    String url = source.getURL() + "&user=" + source.getUser();
    filter.setInitParameter("flags", url);
    filter.setInitParameter("listen", url);
    filter.setInitParameter("refresh", "PT1M");
    filter.setAsyncSupported(true);
    application.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
    return application;
  }

  private static FeatureFlags features(ServletContextHandler application) {
    return (FeatureFlags) application.getServletContext().getAttribute(FeatureFlags.ATTRIBUTE);
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("jackstaff"))
        .collect(Collectors.toSet());
  }

  private int connections() {
    return Databases.count(
        source, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()");
  }
}
