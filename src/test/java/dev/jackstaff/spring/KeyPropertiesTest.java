package dev.jackstaff.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Every property that holds a secret takes several keys. */
final class KeyPropertiesTest {
  private static final String OLD = "the old key of thirty-two bytes or more";
  private static final String NEW = "the new key of thirty-two bytes or more";

  /** Their names end as those of secrets do. */
  private static final Set<String> NO_SECRETS = Set.of("jackstaff.ofrep.require-targeting-key");

  private static Set<String> secrets() {
    Set<String> names = new TreeSet<>();
    collect("jackstaff.", JackstaffProperties.class, names);
    names.removeAll(NO_SECRETS);
    return names;
  }

  private static void collect(String prefix, Class<?> type, Set<String> names) {
    for (RecordComponent part : type.getRecordComponents()) {
      String name = prefix + part.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
      if (part.getType().isRecord()) {
        collect(name + ".", part.getType(), names);
      } else if (name.matches(".*(secrets?|keys?)")) {
        names.add(name);
      }
    }
  }

  private static void start(Map<String, Object> secrets) {
    Map<String, Object> properties = new HashMap<>(secrets);
    properties.put("jackstaff.application", "shop");
    properties.put("jackstaff.user", "anonymous");
    properties.put("jackstaff.console.enabled", "true");
    properties.put("jackstaff.ofrep.enabled", "true");
    properties.put("jackstaff.flags", "classpath:dev/jackstaff/spring/keys.json");
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
    SpringApplication application = new SpringApplication(JackstaffAutoConfiguration.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setEnvironment(environment);
    application.setRegisterShutdownHook(false);
    application.run().close();
  }

  /** Returns the reason why each of the secrets is refused, by its name. */
  private static Map<String, String> refusals(String value) {
    Map<String, Object> secrets = new HashMap<>();
    secrets().forEach(name -> secrets.put(name, value));
    String message =
        assertThrows(InvalidPropertiesException.class, () -> start(secrets)).getMessage();
    Map<String, String> refusals = new TreeMap<>();
    message
        .lines()
        .forEach(
            line -> refusals.put(line.substring(0, line.indexOf(": ")), line.split(": ", 2)[1]));
    return refusals;
  }

  private static Map<String, String> expected(String text) {
    Map<String, String> all = new TreeMap<>();
    all.put("jackstaff.visitor-secret", text.formatted("the visitor secret", 32));
    all.put("jackstaff.override-secret", text.formatted("the override secret", 32));
    all.put("jackstaff.console.secret", text.formatted("the console's secret", 32));
    all.put("jackstaff.ofrep.api-key", text.formatted("the API key", 16));
    all.put("jackstaff.ofrep.stream-secret", text.formatted("the stream secret", 32));
    return all;
  }

  @Test
  void secrets_withTwoKeys_areTaken() {
    Map<String, Object> commas = new HashMap<>();
    Map<String, Object> lists = new HashMap<>();
    for (String name : secrets()) {
      commas.put(name, NEW + ", " + OLD);
      lists.put(name + "[0]", NEW);
      lists.put(name + "[1]", OLD);
    }
    for (Map<String, Object> two : List.of(commas, lists)) {
      start(two);
    }
  }

  @Test
  void secrets_withKeysThatAreTooShort_areRefusedAllAtOnce() {
    assertEquals(
        expected(
            "key 1 of %1$s must have at least %2$d bytes, has 5;"
                + " key 3 of %1$s must have at least %2$d bytes, has 4"),
        refusals("short," + NEW + ",shor"));
    assertEquals(expected("%1$s must have at least %2$d bytes, has 5"), refusals("short"));
  }

  @Test
  void secrets_withoutAKey_areRefusedAllAtOnce() {
    assertEquals(expected("%1$s needs at least one key"), refusals(""));
    assertEquals(expected("%1$s needs at least one key"), refusals(" , "));
  }
}
