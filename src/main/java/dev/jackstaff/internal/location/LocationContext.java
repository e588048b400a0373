package dev.jackstaff.internal.location;

import dev.jackstaff.internal.Params;
import dev.jackstaff.internal.Secrets;
import dev.jackstaff.internal.Spelling;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The forms of location that one program understands, each with its opener. Every setting that
 * takes a location is parsed here. Immutable and thread-safe.
 */
public final class LocationContext {
  /** Opens the locations of one form. */
  @FunctionalInterface
  public interface Opener {
    /**
     * {@return what the location names; null if there is none}
     *
     * @param name the part after the scheme
     * @throws IOException if it cannot be opened
     */
    @Nullable Object open(String name) throws IOException;
  }

  private final Map<LocationForm, Opener> openers;
  private final @Nullable LocationForm fallback;

  private LocationContext(Map<LocationForm, Opener> openers, @Nullable LocationForm fallback) {
    this.openers = openers;
    this.fallback = fallback;
  }

  /**
   * {@return a context with the forms that need no application: resources, files, databases by URL
   * or JNDI, and environment variables}
   *
   * @param loader returns the class loader of resources, or null for that of the library
   */
  public static LocationContext of(Supplier<@Nullable ClassLoader> loader) {
    Map<LocationForm, Opener> openers = new EnumMap<>(LocationForm.class);
    openers.put(LocationForm.CLASSPATH, name -> resource(loader.get(), name));
    openers.put(LocationForm.FILE, name -> file(FilePath.of(name)));
    openers.put(LocationForm.HTTPS, name -> address("https:" + name));
    openers.put(LocationForm.HTTP, name -> address("http:" + name));
    openers.put(LocationForm.JDBC, name -> LocationForm.JDBC.scheme() + ":" + name);
    openers.put(LocationForm.JNDI, LocationContext::lookUp);
    openers.put(LocationForm.ENV, System::getenv);
    return new LocationContext(openers, null);
  }

  /**
   * {@return this context with the opener of one more form}
   *
   * @param form the form
   * @param opener its opener
   */
  public LocationContext with(LocationForm form, Opener opener) {
    Map<LocationForm, Opener> all = new EnumMap<>(openers);
    all.put(form, opener);
    return new LocationContext(all, fallback);
  }

  /**
   * {@return this context, in which a text without a form has a certain one}
   *
   * @param form the form, which has an opener
   */
  public LocationContext otherwise(LocationForm form) {
    return new LocationContext(openers, form);
  }

  /**
   * {@return the location that a setting refers to; nothing is opened}
   *
   * @param text the value of the setting; blanks around it are ignored, and the scheme's case too
   * @param use the setting
   * @param others the words that the setting accepts besides, for the message
   * @throws IllegalArgumentException if it has none of the possible forms; the message lists them
   *     and contains no password
   */
  public Location parse(String text, LocationUse use, String... others) {
    String stripped = text.strip();
    LocationForm form = form(stripped, use);
    String canonical = form == null ? stripped : form.canonical(stripped);
    Opener opener = form != null && use.forms().contains(form) ? openers.get(form) : null;
    if (form == null || opener == null || form.lacksName(stripped)) {
      throw new IllegalArgumentException(refusal(canonical, form, use, others));
    }
    return new Location(form, canonical, opener);
  }

  /** Returns the form; an address that cannot be opened itself may be one of the fallback. */
  private @Nullable LocationForm form(String text, LocationUse use) {
    LocationForm form = LocationForm.of(text);
    boolean isPossible = form != null && use.forms().contains(form) && openers.containsKey(form);
    boolean isOther = form == null || form.isWeb() || form == LocationForm.PATH;
    return !isPossible && isOther && !text.isEmpty() ? fallback : form;
  }

  private String refusal(
      String text, @Nullable LocationForm form, LocationUse use, String... others) {
    String wanted = "should be " + forms(use, others);
    if (use == LocationUse.SECRET) {
      return wanted;
    }
    return "'" + Location.shown(text, form) + "' " + wanted + (form == null ? hint(text, use) : "");
  }

  private static String hint(String text, LocationUse use) {
    String scheme = text.substring(0, text.indexOf(':') + 1);
    return Spelling.suggestion(
        scheme, use.forms().stream().map(LocationForm::scheme).map(it -> it + ":").toList());
  }

  /**
   * {@return the possible forms of a setting, for a message}
   *
   * @param use the setting
   * @param others the words that it accepts besides
   */
  public String forms(LocationUse use, String... others) {
    Stream<String> labels =
        openers.keySet().stream().filter(use.forms()::contains).map(LocationForm::label);
    return Stream.concat(Stream.of(others), labels)
        .collect(Collectors.joining(", "))
        .replaceFirst(", (?!.*, )", " or ");
  }

  /**
   * {@return the secret that a setting refers to; no message contains it}
   *
   * @param text {@code env:NAME}, or {@code attribute:NAME}, a string or bytes
   * @param least the minimum length in bytes
   * @throws IllegalArgumentException if there is no secret, or it is too short
   */
  public byte[] secret(String text, int least) {
    Location location = parse(text, LocationUse.SECRET);
    Object found = location.open();
    if (found instanceof byte[] bytes) {
      return Secrets.longEnough(bytes.clone(), least, "'" + location + "'");
    }
    if (found instanceof String string) {
      byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
      return Secrets.longEnough(bytes, least, "'" + location + "'");
    }
    String was = found == null ? "is not set" : "is neither a string nor bytes";
    throw new IllegalArgumentException("'" + location + "' " + was);
  }

  /**
   * {@return the secrets that a setting refers to, separated by commas; the first signs and all
   * verify, so secrets are rotated by adding the new one before the old one}
   *
   * @param text at least one reference in a form that {@link #secret} accepts
   * @param least the minimum length of each in bytes
   * @throws IllegalArgumentException if any is missing or too short; the message lists each of them
   */
  public List<byte[]> secrets(String text, int least) {
    return Params.each(Arrays.asList(text.split(",", -1)), item -> secret(item, least));
  }

  private static @Nullable URL resource(@Nullable ClassLoader loader, String name) {
    // The application of an embedded server may have no class loader of its own.
    ClassLoader own = loader == null ? LocationContext.class.getClassLoader() : loader;
    return own.getResource(name.replaceFirst("^/+", ""));
  }

  private static URI address(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      // Its message repeats the text, which may contain a password.
      throw new IllegalArgumentException(
          Location.shown(text, null) + " is not a URL: " + e.getReason());
    }
  }

  private static @Nullable URL file(Path path) throws IOException {
    return Files.exists(path) ? path.toUri().toURL() : null;
  }

  // The name comes from the deployer's settings and not from a visitor.
  @SuppressWarnings("BanJNDI")
  private static DataSource lookUp(String name) {
    try {
      Object found = InitialContext.doLookup(name);
      if (found instanceof DataSource source) {
        return source;
      }
      throw new IllegalArgumentException(name + " is not a DataSource, but " + found);
    } catch (NamingException e) {
      throw new IllegalArgumentException("JNDI has no " + name + ": " + e, e);
    }
  }
}
