package dev.jackstaff.spring;

import dev.jackstaff.internal.location.LocationContext;
import dev.jackstaff.internal.location.LocationForm;
import java.io.IOException;
import java.net.URL;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;

/** Adds the resources and data sources of a Spring application to the forms of location. */
final class SpringLocations {
  private SpringLocations() {}

  /** Returns the locations that properties may contain, with which data sources can be opened. */
  static LocationContext of(ApplicationContext context, ObjectProvider<DataSource> sources) {
    return of(context).with(LocationForm.DATASOURCE, bean -> source(bean, context, sources));
  }

  /** Returns the locations that properties may contain, before there are any beans. */
  static LocationContext of(ResourceLoader loader) {
    return LocationContext.of(loader::getClassLoader)
        .with(
            LocationForm.CLASSPATH,
            name -> find(ResourceLoader.CLASSPATH_URL_PREFIX + name, loader))
        .with(LocationForm.RESOURCE, text -> find(text, loader))
        .with(LocationForm.DATASOURCE, bean -> null)
        .otherwise(LocationForm.RESOURCE);
  }

  /** Finds a resource. One that is a file has the address of the file, so that it is watched. */
  private static @Nullable URL find(String text, ResourceLoader loader) throws IOException {
    Resource resource = loader.getResource(text);
    if (!resource.exists()) {
      return null;
    }
    return resource.isFile() ? resource.getFile().toURI().toURL() : resource.getURL();
  }

  private static DataSource source(
      String bean, ApplicationContext context, ObjectProvider<DataSource> sources) {
    DataSource only = bean.isEmpty() ? sources.getIfUnique() : null;
    if (bean.isEmpty() && only == null) {
      throw new IllegalArgumentException(
          "the application has no DataSource, or several of which none is primary;"
              + " datasource:BEAN names one");
    }
    return only == null ? named(bean, context) : only;
  }

  private static DataSource named(String bean, ApplicationContext context) {
    try {
      return context.getBean(bean, DataSource.class);
    } catch (NoSuchBeanDefinitionException | BeanNotOfRequiredTypeException e) {
      throw new IllegalArgumentException(
          "the application has no DataSource '" + bean + "': " + e.getMessage(), e);
    }
  }
}
