package dev.jackstaff.internal.jdbc;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the database of a store, for the data besides flags that its nodes share: usage and guards'
 * evidence. The stores are public types and their databases are not, so a store's class registers
 * the way to its database here. Thread-safe.
 */
public final class SharedDatabases {
  private static final Map<Class<?>, Function<Object, Database>> KNOWN = new ConcurrentHashMap<>();

  private SharedDatabases() {}

  /**
   * Registers the way from a store to its database.
   *
   * @param store the class of the stores; subclasses do not count
   * @param database returns a store's database
   * @param <S> the type of the stores
   */
  public static <S> void register(Class<S> store, Function<? super S, Database> database) {
    KNOWN.put(store, object -> database.apply(store.cast(object)));
  }

  /**
   * {@return the database of a store, or empty if the store has none}
   *
   * @param store the store, or null for none
   */
  public static Optional<Database> of(@Nullable Object store) {
    return Optional.ofNullable(store)
        .flatMap(
            object ->
                Optional.ofNullable(KNOWN.get(object.getClass()))
                    .map(known -> known.apply(object)));
  }
}
