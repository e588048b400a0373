package dev.jackstaff.internal.location;

import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.store.FileFlagStore;
import dev.jackstaff.store.FlagStore;
import dev.jackstaff.store.HttpFlagStore;
import dev.jackstaff.store.JdbcFlagStore;
import dev.jackstaff.store.StoreException;
import java.net.URL;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens flags by their location. A new kind of store is added here. Stateless. */
public final class FlagsOpener {
  private FlagsOpener() {}

  /**
   * {@return what is made of the flags at a location}
   *
   * @param location the location; not an attribute
   * @param options the settings of a store
   * @param byStore makes it of a store that follows the location
   * @param bySet makes it of flags that cannot change, such as those inside a jar
   * @param <T> its type
   * @throws IllegalArgumentException if there is nothing at the location
   * @throws StoreException if it cannot be read
   * @throws InvalidFlagsException if it is invalid; with all problems
   */
  public static <T> T open(
      Location location,
      StoreOptions options,
      Function<FlagStore, T> byStore,
      Function<FlagSet, T> bySet) {
    if (location.form().isDatabase()) {
      return byStore.apply(
          options.database(location.database(JdbcFlagStore::builder, JdbcFlagStore::builder)));
    }
    if (location.form().isWeb()) {
      return byStore.apply(options.web(HttpFlagStore.builder(location.address())));
    }
    if (location.form() == LocationForm.FILE) {
      return byStore.apply(file(location.path(), options.initial()));
    }
    URL content = location.content();
    return content.getProtocol().equals(LocationForm.FILE.scheme())
        ? byStore.apply(FileFlagStore.watching(FilePath.of(content)))
        : bySet.apply(FileFlagStore.read(content));
  }

  private static FlagStore file(Path path, @Nullable FlagSet initial) {
    return initial == null ? FileFlagStore.watching(path) : FileFlagStore.watching(path, initial);
  }

  /**
   * {@return the flags of a file or resource, read once}
   *
   * @param location the location
   * @throws IllegalArgumentException if there is nothing at the location, or it cannot be read
   * @throws InvalidFlagsException if it is invalid; with all problems
   */
  public static FlagSet read(Location location) {
    try {
      return FileFlagStore.read(location.content());
    } catch (StoreException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
