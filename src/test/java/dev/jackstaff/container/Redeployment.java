package dev.jackstaff.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.re2j.Pattern;
import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Logged;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Schedule.Step;
import dev.jackstaff.model.Variant;
import dev.jackstaff.redeploy.ShopListener;
import dev.jackstaff.redeploy.ShopServlet;
import dev.jackstaff.store.Databases;
import dev.jackstaff.store.JdbcFlagStore;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.postgresql.ds.PGSimpleDataSource;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;

/** A Tomcat on which an application is deployed, used and undeployed again and again. */
final class Redeployment {
  private final Path directory;
  private final PGSimpleDataSource database = Databases.postgres();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();

  /** The leftovers of an application after it was stopped. */
  record Left(long loaders, Set<String> threads, List<String> warnings) {}

  Redeployment(Path directory) {
    this.directory = directory;
  }

  private static FlagSet flags() {
    Object tiles = List.of(Map.of("name", "offers", "size", "LARGE"));
    Map<String, Object> layout = Map.of("columns", 3, "tiles", tiles);
    return FlagSet.of(
        Flag.builder("layout").enabled(true).variant(Variant.of("wide", 1, layout)).build(),
        Flag.builder("checkout")
            .percentage(50)
            .guard(new Guard(true, null, 0.001, Guard.Then.KILL, 200))
            .build(),
        Flag.builder("ramp")
            .schedule(
                new Schedule(
                    Instant.EPOCH,
                    ZoneOffset.UTC,
                    List.of(Step.days(0, 10), Step.days(90_000, 100)),
                    null,
                    OptionalInt.empty()))
            .build(),
        Flag.builder("button")
            .type(FlagType.EXPERIMENT)
            .enabled(true)
            .variant(Variant.of("red", 1))
            .variant(Variant.of("green", 1))
            .build());
  }

  private Path application(boolean inside) throws IOException, URISyntaxException {
    Path classes = Files.createDirectories(directory.resolve("WEB-INF/classes"));
    copy(
        place(ShopServlet.class).resolve("dev/jackstaff/redeploy"),
        classes,
        "dev/jackstaff/redeploy");
    if (inside) {
      Path lib = Files.createDirectories(directory.resolve("WEB-INF/lib"));
      Path library = place(FeatureFlags.class);
      if (Files.isDirectory(library)) {
        copy(library, classes, "");
      } else {
        Files.copy(library, lib.resolve("jackstaff.jar"));
      }
      for (Class<?> each :
          List.of(
              JsonMapper.class,
              JsonParser.class,
              com.fasterxml.jackson.annotation.JsonInclude.class,
              Pattern.class)) {
        Path jar = place(each);
        Files.copy(jar, lib.resolve(String.valueOf(jar.getFileName())));
      }
    }
    return directory;
  }

  private static Path place(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static void copy(Path from, Path to, String below) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(below).resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  private String url() {
    return database.getURL() + (database.getURL().contains("?") ? "&" : "?") + "user=postgres";
  }

  private Context context(Path files) {
    StandardContext context = new StandardContext();
    context.setPath("/shop");
    context.setDocBase(files.toString());
    context.addLifecycleListener(new Tomcat.FixContextListener());
    context.setParentClassLoader(getClass().getClassLoader());
    context.addApplicationListener(ShopListener.class.getName());
    filter(context);
    servlet(context, "shop", ShopServlet.class.getName(), "/app", Map.of());
    servlet(
        context,
        "console",
        "dev.jackstaff.console.ConsoleServlet",
        "/flags/*",
        Map.of("access", "attribute:access"));
    servlet(
        context, "ofrep", "dev.jackstaff.ofrep.OfrepServlet", "/ofrep/v1/*", Map.of("expose", "*"));
    return context;
  }

  private void filter(Context context) {
    FilterDef filter = new FilterDef();
    filter.setFilterName("flags");
    filter.setFilterClass("dev.jackstaff.servlet.FlagFilter");
    filter.setAsyncSupported("true");
    filter.addInitParameter("flags", url());
    filter.addInitParameter("listen", url());
    filter.addInitParameter("user", "query:user");
    filter.addInitParameter("experiments", url());
    context.addFilterDef(filter);
    FilterMap map = new FilterMap();
    map.setFilterName("flags");
    map.addURLPattern("/*");
    for (String dispatcher : List.of("REQUEST", "FORWARD", "INCLUDE", "ERROR", "ASYNC")) {
      map.setDispatcher(dispatcher);
    }
    context.addFilterMap(map);
  }

  private static void servlet(
      Context context, String name, String type, String path, Map<String, String> params) {
    Wrapper wrapper = Tomcat.addServlet(context, name, type);
    wrapper.setAsyncSupported(true);
    wrapper.setLoadOnStartup(1);
    params.forEach(wrapper::addInitParameter);
    wrapper.addMapping(path);
  }

  private HttpResponse<String> get(URI base, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(base.resolve("/shop/" + path)).build(), BodyHandlers.ofString());
  }

  private void use(URI base) throws Exception {
    for (int i = 0; i < 20; i++) {
      HttpResponse<String> page = get(base, "app?user=user" + i);
      assertEquals(200, page.statusCode(), page::body);
      assertTrue(page.body().startsWith("Layout[columns=3, tiles=[Tile[name=offers"), page.body());
    }
    assertTrue(get(base, "app?results=1").body().startsWith("results 1"));
    for (String path : List.of("flags/", "flags/flag/button", "flags/cleanup", "flags/api/flags")) {
      assertEquals(200, get(base, path).statusCode(), path);
    }
    HttpRequest ofrep =
        HttpRequest.newBuilder(base.resolve("/shop/ofrep/v1/evaluate/flags"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"context\":{\"targetingKey\":\"anna\"}}"))
            .build();
    assertEquals(200, client.send(ofrep, BodyHandlers.ofString()).statusCode());
  }

  /** Deploys, uses and undeploys once; its frame holds the loader, so it has one of its own. */
  private void cycle(Tomcat tomcat, Path files, boolean inside) throws Exception {
    Context context = context(files);
    tomcat.getHost().addChild(context);
    assertTrue(context.getState().isAvailable(), "the application did not start");
    ClassLoader loader = context.getLoader().getClassLoader();
    loaders.add(new WeakReference<>(loader));
    assertEquals(loader, loader.loadClass(ShopServlet.class.getName()).getClassLoader());
    ClassLoader library = loader.loadClass(FeatureFlags.class.getName()).getClassLoader();
    assertEquals(inside, library.equals(loader));
    use(URI.create("http://localhost:" + tomcat.getConnector().getLocalPort() + "/"));
    assertNotEquals(Set.of(), threads());
    tomcat.getHost().removeChild(context);
    assertEquals(Set.of(), threads());
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("jackstaff-"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Replaces the application, and waits until no more loaders are kept than may be. */
  Left replace(int times, boolean inside, int mayBeKept) throws Exception {
    JdbcFlagStore.builder(database).createTables(true).initial(flags()).build().close();
    try (InputStream script =
        FeatureFlags.class.getResourceAsStream("schema/postgresql-experiments.sql")) {
      Databases.run(database, new String(script.readAllBytes(), StandardCharsets.UTF_8));
    }
    Path files = application(inside);
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(directory.resolve("base").toString());
    tomcat.setPort(0);
    tomcat.getConnector();
    tomcat.getHost();
    try (Logged warnings = Logged.of("org.apache.catalina")) {
      tomcat.start();
      for (int i = 0; i < times; i++) {
        cycle(tomcat, files, inside);
      }
      Await.until(
          "the class loaders are collected",
          () -> {
            System.gc();
            return kept() <= mayBeKept;
          });
      // Embedded, Tomcat starts threads of its own while it deploys, and warns of a slow machine.
      List<String> all =
          warnings.warnings().stream()
              .filter(it -> !it.contains("[Catalina-utility-"))
              .filter(it -> !it.startsWith("Creation of SecureRandom instance"))
              .toList();
      return new Left(kept(), threads(), all);
    } finally {
      stop(tomcat);
    }
  }

  private long kept() {
    return loaders.stream().filter(loader -> loader.get() != null).count();
  }

  private static void stop(Tomcat tomcat) throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }
}
