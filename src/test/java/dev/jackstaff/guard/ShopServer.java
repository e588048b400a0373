package dev.jackstaff.guard;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.UserResolver;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A Jetty with a shop whose checkout has a new path behind a flag, and some trouble. */
final class ShopServer implements AutoCloseable {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Server server = new Server(0);
  private final FeatureFlags features;
  private final AtomicInteger purchases = new AtomicInteger();
  private final URI uri;

  /** The fault of the shop. */
  enum Trouble {
    /** The new path waits for a service that does not answer, and fails. */
    TIME_OUT,
    /** A service is away for all: the old path waits for it, and the new one fails at once. */
    OUTAGE,
    /** Nobody buys by the new path. */
    FEWER_PURCHASES
  }

  ShopServer(FeatureFlags features, Trouble trouble) {
    this.features = features;
    ServletContextHandler application = new ServletContextHandler("/");
    FlagFilter filter = FlagFilter.builder(features).user(UserResolver.query("user")).build();
    FilterHolder holder = new FilterHolder(filter);
    holder.setAsyncSupported(true);
    application.addFilter(holder, "/*", EnumSet.allOf(DispatcherType.class));
    application.addServlet(new ServletHolder(new Shop(trouble)), "/*");
    server.setHandler(application);
    try {
      server.start();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    this.uri = URI.create("http://localhost:" + port);
  }

  FeatureFlags features() {
    return features;
  }

  int purchases() {
    return purchases.get();
  }

  /** Sends a request; the result is the status. */
  CompletableFuture<Integer> get(String path) {
    HttpRequest request = HttpRequest.newBuilder(uri.resolve(path)).build();
    return client
        .sendAsync(request, HttpResponse.BodyHandlers.discarding())
        .thenApply(HttpResponse::statusCode);
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    features.close();
  }

  /** The pages. */
  private final class Shop extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final Trouble trouble;

    Shop(Trouble trouble) {
      this.trouble = trouble;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      boolean isNew = Flags.on("checkout");
      Flags.on("banner");
      switch (request.getPathInfo()) {
        case "/checkout" -> checkOut(isNew, response);
        case "/buy" -> buy(isNew, request.getParameter("user"));
        default -> response.getWriter().print("cart");
      }
    }

    private void checkOut(boolean isNew, HttpServletResponse response) throws IOException {
      if (trouble == Trouble.OUTAGE) {
        wait(isNew ? Duration.ZERO : GuardOverHttpIT.PATIENCE);
        response.sendError(500);
      } else if (isNew) {
        wait(GuardOverHttpIT.TIME_OUT);
        response.sendError(500);
      }
    }

    /** Waits as a client of a service does that gives no answer. */
    private static void wait(Duration duration) {
      long end = System.nanoTime() + duration.toNanos();
      for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }

    private void buy(boolean isNew, String user) {
      if (!isNew && Math.floorMod(user.hashCode(), 10) < 6) {
        Flags.track("purchase");
        purchases.incrementAndGet();
      }
    }
  }
}
