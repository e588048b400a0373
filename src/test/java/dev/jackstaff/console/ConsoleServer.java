package dev.jackstaff.console;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.store.FlagStore;
import java.net.URI;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.security.ConstraintMapping;
import org.eclipse.jetty.ee10.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.security.Constraint;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.security.authentication.BasicAuthenticator;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.security.Credential;

/**
 * A node with a console at {@code /flags/*}, where the container asks who one is, and the same one
 * at {@code /unguarded/*}, where it does not. Ann and Cas may change, Vic may look, Bob may
 * nothing; their passwords are their names.
 */
public final class ConsoleServer implements AutoCloseable {
  /** The secret of the forms' tokens, the same on all nodes. */
  public static final String SECRET = "0123456789abcdef0123456789abcdef";

  /** A script's token that may change. */
  public static final String ADMIN_TOKEN = "admin-token-0123456789abcdef0123456789";

  /** A script's token that may look. */
  public static final String VIEWER_TOKEN = "viewer-token-0123456789abcdef0123456789";

  private final Server server;
  private final ServerConnector connector;
  private final FeatureFlags features;

  private ConsoleServer(Server server, ServerConnector connector, FeatureFlags features) {
    this.server = server;
    this.connector = connector;
    this.features = features;
  }

  public static ConsoleServer start(FlagStore store) {
    return start(FeatureFlags.of(store), it -> it);
  }

  public static ConsoleServer start(
      FeatureFlags features, UnaryOperator<ConsoleServlet.Builder> options) {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    server.addConnector(connector);
    server.setHandler(application(features, options));
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException("the node did not start", e);
    }
    return new ConsoleServer(server, connector, features);
  }

  private static ServletContextHandler application(
      FeatureFlags features, UnaryOperator<ConsoleServlet.Builder> options) {
    ServletContextHandler application =
        new ServletContextHandler("/", ServletContextHandler.SESSIONS);
    application.setSecurityHandler(security());
    application.addServletContainerInitializer(
        (classes, context) -> {
          FlagFilter.builder(features).register(context);
          ConsoleServlet.Builder builder =
              ConsoleServlet.builder(features)
                  .consoleSecret(SECRET)
                  .adminToken("deploy", ADMIN_TOKEN)
                  .viewerToken("nightly", VIEWER_TOKEN);
          var registration = options.apply(builder).register(context, "/flags/*");
          registration.addMapping("/unguarded/*");
        });
    return application;
  }

  private static ConstraintSecurityHandler security() {
    UserStore users = new UserStore();
    user(users, "ann", "flags-admin");
    user(users, "cas", "flags-admin");
    user(users, "vic", "flags-viewer");
    user(users, "bob", "guests");
    HashLoginService login = new HashLoginService("test");
    login.setUserStore(users);
    ConstraintMapping mapping = new ConstraintMapping();
    mapping.setPathSpec("/flags/*");
    mapping.setConstraint(Constraint.ANY_USER);
    ConstraintSecurityHandler security = new ConstraintSecurityHandler();
    security.setAuthenticator(new BasicAuthenticator());
    security.setLoginService(login);
    security.addConstraintMapping(mapping);
    return security;
  }

  private static void user(UserStore users, String name, String role) {
    users.addUser(name, Credential.getCredential(name), new String[] {role});
  }

  public FeatureFlags features() {
    return features;
  }

  public int port() {
    return connector.getLocalPort();
  }

  /** Returns the address of a path inside the console. */
  public URI uri(String path) {
    return URI.create("http://localhost:" + port() + "/flags/" + path);
  }

  public URI unguarded(String path) {
    return URI.create("http://localhost:" + port() + "/unguarded/" + path);
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the node did not stop", e);
    }
    features.close();
  }
}
