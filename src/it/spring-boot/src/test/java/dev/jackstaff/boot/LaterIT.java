package dev.jackstaff.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import dev.jackstaff.servlet.FlagFilter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;

/** The flags of a request in what its controller leaves to be done later, on a real server. */
class LaterIT {
  @Nested
  class WithSpringBoot {
    private static Server shop;

    @BeforeAll
    static void start() {
      shop = Server.start("jackstaff.flags=classpath:shop-flags.json");
    }

    @AfterAll
    static void stop() {
      shop.close();
    }

    @ParameterizedTest
    @CsvSource({
      "callable, new, old",
      "task, new, old",
      "own-executor, new, old",
      "deferred, new, old",
      "future, new, old",
      "stream, new, old",
      "events, data:new, data:old",
      "late, late new, late old",
      "deferred-late, late new, late old"
    })
    void whatIsDoneLater_hasTheFlagsOfItsRequest(String path, String known, String unknown)
        throws Exception {
      assertEquals(known, shop.get("/checkout/" + path, "anna", "one").body().strip());
      assertEquals(unknown, shop.get("/checkout/" + path).body().strip());
    }
  }

  /** The configuration of the manual: a filter, and one interceptor. */
  @Nested
  class WithoutSpringBoot {
    private static final Tomcat TOMCAT = new Tomcat();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
      FeatureFlags features =
          FeatureFlags.of(FlagSet.of(Flag.users("new_checkout", "anna"), Flag.on("new_search")));
      AnnotationConfigWebApplicationContext spring = new AnnotationConfigWebApplicationContext();
      spring.register(PlainSpringIT.Application.class);
      TOMCAT.setPort(0);
      TOMCAT.setBaseDir("target/tomcat");
      var context = TOMCAT.addContext("", null);
      context.addServletContainerInitializer(
          (classes, application) -> {
            FlagFilter.builder(features)
                .user((request, response) -> User.of(request.getHeader("X-User")))
                .register(application);
            var servlet = application.addServlet("spring", new DispatcherServlet(spring));
            servlet.setAsyncSupported(true);
            servlet.addMapping("/");
          },
          null);
      // Made when it is first asked for.
      TOMCAT.getConnector();
      TOMCAT.start();
    }

    @AfterAll
    static void stop() throws Exception {
      TOMCAT.stop();
      TOMCAT.destroy();
    }

    private static String get(String path, String user) throws Exception {
      URI uri = URI.create("http://localhost:" + TOMCAT.getConnector().getLocalPort() + path);
      HttpRequest request = HttpRequest.newBuilder(uri).header("X-User", user).build();
      return CLIENT.send(request, BodyHandlers.ofString()).body().strip();
    }

    @ParameterizedTest
    @CsvSource({
      "callable, new, old",
      "task, new, old",
      "own-executor, new, old",
      "deferred, new, old",
      "future, new, old",
      "stream, new, old",
      "events, data:new, data:old",
      "late, late new, late old",
      "deferred-late, late new, late old"
    })
    void whatIsDoneLater_hasTheFlagsOfItsRequest(String path, String known, String unknown)
        throws Exception {
      assertEquals(known, get("/checkout/" + path, "anna"));
      assertEquals(unknown, get("/checkout/" + path, "ben"));
    }
  }
}
