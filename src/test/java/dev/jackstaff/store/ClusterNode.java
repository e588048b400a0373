package dev.jackstaff.store;

import dev.jackstaff.Flags;
import dev.jackstaff.servlet.FlagFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A server process of its own. It ends with the process that started it. */
final class ClusterNode {
  private ClusterNode() {}

  /** Says its port; the argument is the URL of the database. */
  public static void main(String[] args) throws Exception {
    Server server = new Server(0);
    ServletContextHandler application = new ServletContextHandler("/");
    FilterHolder filter = new FilterHolder(FlagFilter.class);
    filter.setInitParameter("flags", args[0]);
    filter.setInitParameter("listen", args[0]);
    filter.setInitParameter("user", "query:user");
    filter.setAsyncSupported(true);
    application.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
    application.addServlet(new Answer(), "/flag");
    server.setHandler(application);
    server.start();
    System.out.println("port " + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
    int closed = System.in.read();
    server.stop();
    System.exit(closed < 0 ? 0 : 1);
  }

  /** Asks more than once, and says if the answers differ. */
  private static final class Answer extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      boolean first = Flags.on("f");
      boolean header = "f".equals(response.getHeader("X-Active-Flags"));
      boolean same = first == Flags.on("f") && first == header;
      response.getWriter().print(same ? Boolean.toString(first) : "two answers");
    }
  }
}
