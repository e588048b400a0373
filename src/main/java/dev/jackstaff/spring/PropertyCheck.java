package dev.jackstaff.spring;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.FlagSource;
import dev.jackstaff.internal.location.LocationContext;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.FlagStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.ResourceLoaderAware;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

/**
 * Checks all properties {@code jackstaff.*} before any bean is created, so that one message lists
 * all problems: names, types and values. Opens nothing that a request could notice.
 */
final class PropertyCheck
    implements BeanFactoryPostProcessor, EnvironmentAware, ResourceLoaderAware {
  private @Nullable Environment environment;
  private @Nullable ResourceLoader resources;

  PropertyCheck() {}

  @Override
  public void setEnvironment(Environment environment) {
    this.environment = environment;
  }

  @Override
  public void setResourceLoader(ResourceLoader resourceLoader) {
    this.resources = resourceLoader;
  }

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
    if (environment != null && resources != null) {
      check(environment, resources, hasOwnFlags(beans));
    }
  }

  /**
   * Returns whether the application defines its flags as a bean; then the default file is not read.
   */
  private static boolean hasOwnFlags(ConfigurableListableBeanFactory beans) {
    return Stream.of(FlagSet.class, FlagStore.class, FlagSource.class)
        .anyMatch(type -> beans.getBeanNamesForType(type, true, false).length > 0);
  }

  private static void check(
      Environment environment, ResourceLoader resources, boolean hasOwnFlags) {
    Iterable<ConfigurationPropertySource> sources = ConfigurationPropertySources.get(environment);
    PropertyProblems problems = new PropertyProblems();
    new PropertyNames().findUnknown(sources, problems);
    Binder binder = Binder.get(environment);
    JackstaffProperties properties =
        binder.bindOrCreate("jackstaff", Bindable.of(JackstaffProperties.class), types(problems));
    LocationContext locations = SpringLocations.of(resources);
    FlagsProperty flags = new FlagsProperty(properties, locations);
    flags.checkOptions(problems);
    check(properties, environment, locations, problems);
    if (!problems.isEmpty()) {
      // Done last, since the flags are read again when they are opened.
      if (binder.bind("jackstaff.flags", String.class).isBound()
          || (!hasOwnFlags && flags.isReadable())) {
        flags.check(problems);
      }
      throw new InvalidPropertiesException(
          problems.all().stream().map(problem -> located(problem, sources)).toList());
    }
  }

  private static void check(
      JackstaffProperties properties,
      Environment environment,
      LocationContext locations,
      PropertyProblems problems) {
    try (FeatureFlags none = FeatureFlags.of(FlagSet.empty())) {
      problems.use("refresh", properties.refresh(), PropertyCheck::positive);
      problems.use("retention", properties.retention(), PropertyCheck::positive);
      problems.use(
          "recent-users-bytes",
          properties.recentUsersBytes(),
          FeatureFlags.builder(FlagSet.empty())::recentUsersBytes);
      EvidenceSettings.check(properties, locations, problems);
      new FilterSettings(properties, problems).apply(none);
      new TokenSettings(properties, environment, problems).tokens();
      ServletSettings servlets = new ServletSettings(properties, locations, problems);
      if (properties.console().enabled()) {
        servlets.console(none);
      }
      if (properties.ofrep().enabled()) {
        servlets.ofrep(none);
      }
    }
  }

  static void positive(Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("must be over 0, was " + duration);
    }
  }

  /**
   * Checks a duration of at least a second. Spring Boot reads a number without a unit as
   * milliseconds, which is never intended here.
   */
  static Duration atLeastASecond(Duration duration) {
    positive(duration);
    if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "must be 1s or more, was "
              + duration.toMillis()
              + " ms; a number without a unit is milliseconds");
    }
    return duration;
  }

  /** Records a value that cannot be converted, and continues without it. */
  private static BindHandler types(PropertyProblems problems) {
    return new AbstractBindHandler() {
      @Override
      public @Nullable Object onFailure(
          ConfigurationPropertyName name,
          Bindable<?> target,
          BindContext context,
          Exception error) {
        ConfigurationProperty property = context.getConfigurationProperty();
        Class<?> type = target.getType().resolve(Object.class);
        problems.add(name.toString(), message(property, type, error));
        return null;
      }
    };
  }

  private static String message(
      @Nullable ConfigurationProperty property, Class<?> type, Exception error) {
    boolean text = CharSequence.class.isAssignableFrom(type);
    return property == null || text || type.isRecord()
        ? String.valueOf(error.getMessage())
        : "'" + property.getValue() + "' should be " + kind(type);
  }

  private static String kind(Class<?> type) {
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(" or "));
    }
    if (type == Boolean.class || type == boolean.class) {
      return "true or false";
    }
    if (type == Duration.class) {
      return "a duration such as 30s, 5m or PT30S";
    }
    return type == Integer.class || type == int.class ? "a whole number" : "a " + type.getName();
  }

  private static @Nullable Origin inFile(@Nullable Origin origin) {
    return origin instanceof PropertySourceOrigin wrapped ? wrapped.getOrigin() : origin;
  }

  /** Adds the location of the property in its file, if it has one. */
  private static InvalidPropertiesException.PropertyProblem located(
      InvalidPropertiesException.PropertyProblem problem,
      Iterable<ConfigurationPropertySource> sources) {
    ConfigurationPropertyName name = ConfigurationPropertyName.ofIfValid(problem.property());
    if (name == null || name.isEmpty()) {
      return problem;
    }
    ConfigurationPropertyName item = name.append("[0]");
    for (var source : sources) {
      ConfigurationProperty whole = source.getConfigurationProperty(name);
      // For a list in YAML, only its items have a property.
      ConfigurationProperty found = whole == null ? source.getConfigurationProperty(item) : whole;
      if (found != null) {
        Origin origin = inFile(found.getOrigin());
        return origin instanceof TextResourceOrigin
            ? new InvalidPropertiesException.PropertyProblem(
                problem.property(), problem.message() + " (" + origin + ")")
            : problem;
      }
    }
    return problem;
  }
}
