package dev.jackstaff.benchmark;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.experiment.Experiments;
import dev.jackstaff.guard.RolloutGuard;
import dev.jackstaff.hygiene.UsageLog;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.UserResolver;
import dev.jackstaff.store.FileFlagStore;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.function.Predicate;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A hello-world on Jetty with one way of asking for flags; prints its port and serves. */
public final class BenchmarkServer {

  private static final int FLAGS = 100;

  private BenchmarkServer() {}

  public static void main(String[] args) throws Exception {
    ServletContextHandler context = new ServletContextHandler("/");
    install(ServerVariant.named(args[0]), Path.of(args[1]), context);
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(context);
    server.start();
    System.out.println(connector.getLocalPort());
    // The parent's end of this pipe closes when the parent dies, and the server must not outlive
    // it.
    System.in.transferTo(System.out);
    System.exit(0);
  }

  private static void install(ServerVariant variant, Path file, ServletContextHandler context)
      throws IOException {
    HttpServlet servlet =
        switch (variant) {
          case PLAIN, PLAIN_AGAIN -> new Hello();
          case JACKSTAFF, JACKSTAFF_NO_HEADER, JACKSTAFF_OBSERVED, JACKSTAFF_10000 -> {
            addFilter(variant, file, context);
            yield new HelloWithFlags(new Bound());
          }
          case TOGGLZ -> new HelloWithFlags(Contender.TOGGLZ.loadVerified(FLAGS));
          case LAUNCHDARKLY -> new HelloWithFlags(Contender.LAUNCHDARKLY.loadVerified(FLAGS));
        };
    context.addServlet(new ServletHolder(servlet), "/");
  }

  private static void addFilter(ServerVariant variant, Path file, ServletContextHandler context)
      throws IOException {
    FlagFilter.Builder builder =
        FlagFilter.builder(features(variant, file)).user(UserResolver.header("X-User"));
    if (variant == ServerVariant.JACKSTAFF_NO_HEADER) {
      builder.header(null);
    }
    FilterHolder filter = new FilterHolder(builder.build());
    filter.setAsyncSupported(true);
    context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
  }

  private static FeatureFlags features(ServerVariant variant, Path file) throws IOException {
    FlagSet set = FileFlagStore.read(file.toUri().toURL());
    if (variant != ServerVariant.JACKSTAFF_OBSERVED) {
      return FeatureFlags.of(set);
    }
    FeatureFlags features =
        FeatureFlags.of(FlagSet.of(set.flags().stream().map(BenchmarkServer::guarded).toList()));
    RolloutGuard.attach(features);
    Experiments.builder(features).sink((exposures, results) -> {}).flags("*").attach();
    UsageLog.attach(features);
    return features;
  }

  private static Flag guarded(Flag flag) {
    return flag.percentage().isPresent() ? flag.toBuilder().guard(Guard.DEFAULT).build() : flag;
  }

  /** The filter has decided, so a handler only asks. */
  private static final class Bound extends Peer {

    Bound() {
      super(Catalogue.of(FLAGS));
    }

    @Override
    Predicate<String> begin(String userId) {
      return Flags::on;
    }
  }

  /** The request that all variants share. */
  private static class Hello extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      answer(request.getHeader("X-User"), 0, response);
    }

    static void answer(String user, int on, HttpServletResponse response) throws IOException {
      response.setContentType("text/plain");
      // The count keeps the checks from being optimized away.
      response.getOutputStream().print("hello " + user + " " + (1000 + on) + "\n");
    }
  }

  /** The same with 100 checks for the user of the request. */
  private static final class HelloWithFlags extends Hello {

    private static final long serialVersionUID = 1L;

    private final transient Peer peer;
    private final String[] names = Catalogue.of(FLAGS).names();

    HelloWithFlags(Peer peer) {
      this.peer = peer;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String user = request.getHeader("X-User");
      Predicate<String> isOn = peer.begin(user);
      try {
        answer(user, countOn(isOn), response);
      } finally {
        peer.end();
      }
    }

    private int countOn(Predicate<String> isOn) {
      int on = 0;
      for (String name : names) {
        if (isOn.test(name)) {
          on++;
        }
      }
      return on;
    }
  }
}
