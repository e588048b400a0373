package dev.jackstaff.ee;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.Scope;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.UserResolver;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The recipes of the manual, run: Jersey's asynchronous resources and WebSocket's endpoints. */
class JakartaEeIT {
  private static final ExecutorService POOL = Executors.newSingleThreadExecutor();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static Tomcat tomcat;

  /** Asks on the request's thread, and later on those of an executor. */
  @Path("/")
  public static final class Resource {
    @GET
    @Path("now")
    public String now() {
      return "" + Flags.on("beta");
    }

    @GET
    @Path("stage")
    public CompletionStage<String> stage() {
      return CompletableFuture.supplyAsync(() -> "" + Flags.on("beta"), Flags.wrap(POOL))
          .thenApply(first -> first + " " + Flags.on("beta"));
    }

    @GET
    @Path("supplier")
    public CompletionStage<String> supplier() {
      return CompletableFuture.supplyAsync(Flags.wrapSupplier(() -> "" + Flags.on("beta")), POOL);
    }

    @GET
    @Path("suspended")
    public void suspended(@Suspended AsyncResponse response) {
      Flags.wrap(POOL).execute(() -> response.resume("" + Flags.on("beta")));
    }

    @GET
    @Path("forgotten")
    public CompletionStage<String> forgotten() {
      return CompletableFuture.supplyAsync(() -> "" + Flags.on("beta"), POOL);
    }
  }

  /** Takes the handshake's decisions along to the messages. */
  public static final class WithFlags extends ServerEndpointConfig.Configurator {
    @Override
    public void modifyHandshake(
        ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
      config.getUserProperties().put(Flags.ATTRIBUTE, Flags.current());
    }
  }

  /** Answers each message with what the user of the handshake sees. */
  @ServerEndpoint(value = "/socket", configurator = WithFlags.class)
  public static final class Endpoint {
    private Evaluation evaluation;

    @OnOpen
    public void open(Session session, EndpointConfig config) {
      evaluation = (Evaluation) config.getUserProperties().get(Flags.ATTRIBUTE);
    }

    @OnMessage
    public String answer(String message) {
      try (Scope scope = Flags.bind(evaluation)) {
        return message + " " + Flags.on("beta");
      }
    }
  }

  @BeforeAll
  static void start() throws Exception {
    String directory = Files.createTempDirectory("jakarta-ee").toString();
    tomcat = new Tomcat();
    tomcat.setBaseDir(directory);
    tomcat.setPort(0);
    Context application = tomcat.addContext("", directory);
    Tomcat.addServlet(application, "default", new DefaultServlet()).addMapping("/");
    application.addServletContainerInitializer((classes, it) -> filter(it), Set.of());
    application.addServletContainerInitializer(new WsSci(), null);
    application.addServletContainerInitializer((classes, it) -> services(it), Set.of());
    tomcat.start();
  }

  private static void filter(ServletContext context) {
    FeatureFlags features = FeatureFlags.of(FlagSet.of(Flag.users("beta", "anna")));
    FlagFilter.builder(features).user(UserResolver.query("user")).register(context);
  }

  private static void services(ServletContext context) {
    ResourceConfig resources = new ResourceConfig(Resource.class);
    ServletRegistration.Dynamic jersey =
        context.addServlet("jersey", new ServletContainer(resources));
    jersey.setAsyncSupported(true);
    jersey.addMapping("/api/*");
    ServerContainer sockets =
        (ServerContainer) context.getAttribute(ServerContainer.class.getName());
    try {
      sockets.addEndpoint(Endpoint.class);
    } catch (DeploymentException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    tomcat.stop();
    tomcat.destroy();
    POOL.shutdownNow();
  }

  private static URI address(String scheme, String path) {
    return URI.create(scheme + "://localhost:" + tomcat.getConnector().getLocalPort() + path);
  }

  private static String get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(address("http", path)).timeout(Duration.ofMinutes(1)).build();
    return CLIENT.send(request, BodyHandlers.ofString()).body();
  }

  @Test
  void resource_asksTheFlagsOfItsUser_nowAndLater() throws Exception {
    for (String user : new String[] {"anna", "ben", "anna"}) {
      boolean on = user.equals("anna");
      assertEquals("" + on, get("/api/now?user=" + user));
      assertEquals(on + " " + on, get("/api/stage?user=" + user));
      assertEquals("" + on, get("/api/supplier?user=" + user));
      assertEquals("" + on, get("/api/suspended?user=" + user));
      assertEquals("false", get("/api/forgotten?user=" + user));
    }
  }

  @Test
  void endpoint_asksTheFlagsOfTheHandshakesUser() throws Exception {
    assertEquals("hello true", say("/socket?user=anna", "hello"));
    assertEquals("hello false", say("/socket?user=ben", "hello"));
  }

  private static String say(String path, String message) throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            answer.complete(text.toString());
            return null;
          }
        };
    WebSocket socket =
        CLIENT
            .newWebSocketBuilder()
            .buildAsync(address("ws", path), listener)
            .get(1, TimeUnit.MINUTES);
    socket.sendText(message, true).get(1, TimeUnit.MINUTES);
    try {
      return answer.get(1, TimeUnit.MINUTES);
    } finally {
      socket.abort();
    }
  }
}
