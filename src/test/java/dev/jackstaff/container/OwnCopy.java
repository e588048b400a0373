package dev.jackstaff.container;

import dev.jackstaff.servlet.FlagFilter;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;

/** Loads the library once more, as the class loader of an application with the jar inside does. */
final class OwnCopy extends URLClassLoader {
  private static final String LIBRARY = "dev.jackstaff.";

  OwnCopy() {
    super(new URL[] {place()}, OwnCopy.class.getClassLoader());
  }

  private static URL place() {
    return FlagFilter.class.getProtectionDomain().getCodeSource().getLocation();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(LIBRARY) || !isHere(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known == null ? findClass(name) : known;
    }
  }

  private boolean isHere(String name) {
    URL found = findResource(name.replace('.', '/') + ".class");
    if (found == null) {
      return false;
    }
    try (InputStream in = found.openStream()) {
      return in.read() >= 0;
    } catch (IOException e) {
      return false;
    }
  }
}
