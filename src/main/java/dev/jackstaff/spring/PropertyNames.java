package dev.jackstaff.spring;

import dev.jackstaff.internal.Spelling;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The names of all properties, used to find unknown ones. */
final class PropertyNames {
  private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("jackstaff");

  /**
   * The sources that other programs share, such as the environment with Kubernetes' JACKSTAFF_PORT.
   */
  private static final List<String> SHARED =
      List.of(
          StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
          StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);

  /** The known names; true for lists and maps, which have elements. */
  private final Map<ConfigurationPropertyName, Boolean> known = new LinkedHashMap<>();

  PropertyNames() {
    collect(PREFIX, JackstaffProperties.class);
  }

  private void collect(ConfigurationPropertyName prefix, Class<?> type) {
    for (RecordComponent component : type.getRecordComponents()) {
      ConfigurationPropertyName name = prefix.append(dashed(component.getName()));
      if (component.getType().isRecord()) {
        collect(name, component.getType());
      } else {
        known.put(name, hasElements(component.getType()));
      }
    }
  }

  private static boolean hasElements(Type type) {
    return type instanceof Class<?> raw
        && (Collection.class.isAssignableFrom(raw) || Map.class.isAssignableFrom(raw));
  }

  static String dashed(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** Adds the unknown names in the application's own property sources to the problems. */
  void findUnknown(Iterable<ConfigurationPropertySource> sources, PropertyProblems problems) {
    Collection<String> names = known.keySet().stream().map(Object::toString).toList();
    for (String unknown : unknown(sources)) {
      problems.add(
          unknown,
          isItemOfText(unknown)
              ? "takes one text, not a list"
              : "unknown property" + Spelling.suggestion(unknown, names));
    }
  }

  private boolean isItemOfText(String name) {
    ConfigurationPropertyName item = ConfigurationPropertyName.ofIfValid(name);
    return item != null && item.isLastElementIndexed() && known.containsKey(item.getParent());
  }

  private Collection<String> unknown(Iterable<ConfigurationPropertySource> sources) {
    List<ConfigurationPropertyName> all = new ArrayList<>();
    for (ConfigurationPropertySource source : sources) {
      boolean shared =
          source.getUnderlyingSource() instanceof PropertySource<?> underlying
              && SHARED.contains(underlying.getName());
      if (!shared && source instanceof IterableConfigurationPropertySource iterable) {
        iterable.stream()
            .filter(PREFIX::isAncestorOf)
            .filter(name -> !isKnown(name))
            .forEach(all::add);
      }
    }
    Collection<String> unknown = new TreeSet<>();
    all.forEach(name -> unknown.add(name.toString()));
    return unknown;
  }

  private boolean isKnown(ConfigurationPropertyName name) {
    return known.containsKey(name)
        || known.entrySet().stream()
            .anyMatch(entry -> entry.getValue() && entry.getKey().isAncestorOf(name));
  }
}
