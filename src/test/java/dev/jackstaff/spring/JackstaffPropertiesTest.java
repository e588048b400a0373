package dev.jackstaff.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.experiment.DatabaseExposures;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The properties, and what editors are told of them. */
final class JackstaffPropertiesTest {
  private static final String METADATA = "/META-INF/spring-configuration-metadata.json";

  private static JackstaffProperties bind(Map<String, String> texts) {
    return new Binder(new MapConfigurationPropertySource(texts))
        .bindOrCreate("jackstaff", JackstaffProperties.class);
  }

  @Test
  void withoutProperties_everythingHasItsDefault() {
    JackstaffProperties properties = bind(Map.of());
    assertEquals("classpath:flags.json", properties.flags());
    assertEquals(List.of(), properties.only());
    assertEquals(Map.of(), properties.attributes());
    assertEquals("/flags", properties.console().path());
    assertEquals(JackstaffProperties.Ofrep.Subject.CONTEXT, properties.ofrep().subject());
    assertEquals(-50, properties.order());
    assertTrue(properties.guard());
    assertNull(properties.experiments());
  }

  @Test
  void properties_areReadAsPeopleWriteThem() {
    JackstaffProperties properties =
        bind(
            Map.of(
                "jackstaff.refresh", "5s",
                "jackstaff.only", "new_*, dark_mode",
                "jackstaff.attributes.country", "header:CF-IPCountry",
                "jackstaff.header-max-bytes", "99",
                "jackstaff.console.admin-tokens.deploy", "a token",
                "jackstaff.guard", "off",
                "jackstaff.retention", "30d",
                "jackstaff.ofrep.subject", "request"));
    assertFalse(properties.guard());
    assertEquals(Duration.ofDays(30), properties.retention());
    assertEquals(Duration.ofSeconds(5), properties.refresh());
    assertEquals(List.of("new_*", "dark_mode"), properties.only());
    assertEquals(Map.of("country", "header:CF-IPCountry"), properties.attributes());
    assertEquals(99, properties.headerMaxBytes());
    assertEquals(Map.of("deploy", "a token"), properties.console().adminTokens());
    assertEquals(JackstaffProperties.Ofrep.Subject.REQUEST, properties.ofrep().subject());
  }

  @Test
  void metadata_namesEveryProperty_withItsTypeAndDefault() throws IOException {
    Map<String, String> expected = new TreeMap<>();
    collect("jackstaff", JackstaffProperties.class, expected);
    Map<String, String> told = new TreeMap<>();
    for (JsonNode property : metadata().get("properties")) {
      JsonNode value = property.path("defaultValue");
      told.put(
          property.get("name").asString(),
          property.get("type").asString() + (value.isMissingNode() ? "" : " " + value.asString()));
      assertTrue(property.get("description").asString().endsWith("."), property.toString());
    }
    // The store's own, and the experiments', which have no text here.
    assertEquals("java.time.Duration 30s", told.put("jackstaff.refresh", "java.time.Duration"));
    assertEquals("java.time.Duration 90d", told.put("jackstaff.retention", "java.time.Duration"));
    assertEquals(Duration.ofDays(90), DatabaseExposures.DEFAULT_RETENTION);
    assertEquals(expected, told);
  }

  private static JsonNode metadata() throws IOException {
    try (InputStream in = JackstaffProperties.class.getResourceAsStream(METADATA)) {
      return JsonMapper.shared().readTree(in);
    }
  }

  private static void collect(String prefix, Class<?> type, Map<String, String> all) {
    Parameter[] parameters = constructor(type).getParameters();
    RecordComponent[] components = type.getRecordComponents();
    for (int i = 0; i < components.length; i++) {
      String name = prefix + "." + dashed(components[i].getName());
      if (components[i].getType().isRecord()) {
        collect(name, components[i].getType(), all);
      } else {
        all.put(name, text(components[i].getGenericType()) + absent(parameters[i]));
      }
    }
  }

  private static Constructor<?> constructor(Class<?> type) {
    return type.getDeclaredConstructors()[0];
  }

  private static String absent(Parameter parameter) {
    DefaultValue value = parameter.getAnnotation(DefaultValue.class);
    boolean none = value == null || value.value().length == 0;
    return none || isMany(parameter.getType()) ? "" : " " + value.value()[0];
  }

  private static boolean isMany(Class<?> type) {
    return Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
  }

  private static String text(Type type) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType().getTypeName()
          + Arrays.stream(generic.getActualTypeArguments())
              .map(JackstaffPropertiesTest::text)
              .collect(Collectors.joining(",", "<", ">"));
    }
    if (type.equals(int.class)) {
      return Integer.class.getName();
    }
    if (type.equals(long.class)) {
      return Long.class.getName();
    }
    return type.equals(boolean.class) ? Boolean.class.getName() : ((Class<?>) type).getName();
  }

  private static String dashed(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
