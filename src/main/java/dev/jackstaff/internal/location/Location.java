package dev.jackstaff.internal.location;

import dev.jackstaff.internal.OneLine;
import dev.jackstaff.internal.jdbc.JdbcUrl;
import dev.jackstaff.internal.location.LocationContext.Opener;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A location of flags, of other data, or of a secret, as a setting names it. It is parsed once, by
 * a {@link LocationContext}, which also knows how to open it. Its text contains no password.
 * Immutable and thread-safe.
 */
public final class Location {
  /** The characters of a URL that has settings, a user or a password. */
  private static final Pattern PRIVATE = Pattern.compile("[@?;=]");

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z0-9+.-]+:");

  private final LocationForm form;
  private final String text;
  private final String name;
  private final Opener opener;

  Location(LocationForm form, String text, Opener opener) {
    this.form = form;
    this.text = text;
    this.name = form.name(text);
    this.opener = opener;
  }

  /** {@return the form} */
  public LocationForm form() {
    return form;
  }

  /** {@return the part after the scheme; without a scheme the whole text} */
  public String name() {
    return name;
  }

  /** {@return the path of a file, which may be missing; not for other forms} */
  public Path path() {
    return form == LocationForm.FILE ? FilePath.of(name) : Path.of(name);
  }

  /**
   * {@return the object that the location names: a {@code URL} of content, a JDBC URL as a string,
   * a {@code DataSource}, an attribute or a variable; null if there is none}
   *
   * @throws IllegalArgumentException if it cannot be opened
   */
  public @Nullable Object open() {
    try {
      return opener.open(name);
    } catch (IOException e) {
      throw new IllegalArgumentException(this + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /**
   * {@return the address of a file or resource}
   *
   * @throws IllegalArgumentException if there is none
   */
  public URL content() {
    if (open() instanceof URL found) {
      return found;
    }
    throw new IllegalArgumentException("there is no " + this);
  }

  /** {@return the address of a file on a web server} */
  public URI address() {
    return (URI) Objects.requireNonNull(open());
  }

  /**
   * {@return the bytes of a file or resource}
   *
   * @throws IllegalArgumentException if there is none, or it cannot be read
   */
  public byte[] bytes() {
    try (var in = content().openStream()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalArgumentException(this + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * {@return what is made of a database}
   *
   * @param bySource makes it of a data source
   * @param byUrl makes it of a JDBC URL
   * @param <T> its type
   * @throws IllegalArgumentException if there is no such data source
   */
  public <T> T database(Function<DataSource, T> bySource, Function<String, T> byUrl) {
    Object found = open();
    return found instanceof DataSource source
        ? bySource.apply(source)
        : byUrl.apply(String.valueOf(found));
  }

  /**
   * {@return the object that the application has created under the name of this attribute}
   *
   * @param types the possible types
   * @throws IllegalArgumentException if there is no object of any of the types
   */
  public Object object(Class<?>... types) {
    Object found = open();
    if (found != null && Stream.of(types).anyMatch(type -> type.isInstance(found))) {
      return found;
    }
    String was = found == null ? "is not set" : "is a " + found.getClass().getName();
    String wanted = Stream.of(types).map(Class::getSimpleName).collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        "the servlet context's attribute '"
            + name
            + "' "
            + was
            + "; it should be a "
            + wanted.replaceFirst(", (?!.*, )", " or "));
  }

  /** {@return the location for messages and logs, without a password} */
  @Override
  public String toString() {
    return shown(text, form);
  }

  /** Returns a text for a message; of a text that may contain a password only its beginning. */
  static String shown(String text, @Nullable LocationForm form) {
    if (form == LocationForm.JDBC) {
      return JdbcUrl.withoutSecrets(text);
    }
    boolean isUrl = form == null || form == LocationForm.RESOURCE || form.isWeb();
    if (!isUrl || !PRIVATE.matcher(text).find()) {
      return OneLine.of(text);
    }
    Matcher scheme = SCHEME.matcher(text);
    return scheme.lookingAt() ? scheme.group() + "…" : "…";
  }
}
