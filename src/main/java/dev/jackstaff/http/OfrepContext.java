package dev.jackstaff.http;

import dev.jackstaff.internal.json.OfrepJson;
import dev.jackstaff.model.BucketingId;
import dev.jackstaff.model.User;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads whom a client asks for.
 *
 * @param maxBytes the bound of a request's body
 * @param timeout how long a body may take to arrive
 * @param keyRequired whether a context must have a targeting key
 */
record OfrepContext(int maxBytes, Duration timeout, boolean keyRequired) {
  private static final int PIECE_BYTES = 8 << 10;

  private static final String KEY = "targetingKey";

  User read(HttpServletRequest request) throws IOException, OfrepRefusal {
    return user(context(parse(body(request))));
  }

  /** Read in pieces, so that a client that sends a byte now and then does not hold the thread. */
  private byte[] body(HttpServletRequest request) throws IOException, OfrepRefusal {
    if (request.getContentLengthLong() > maxBytes) {
      throw tooLarge();
    }
    long began = System.nanoTime();
    InputStream in = request.getInputStream();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] piece = new byte[PIECE_BYTES];
    for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
      body.write(piece, 0, read);
      if (body.size() > maxBytes) {
        throw tooLarge();
      }
      if (System.nanoTime() - began > timeout.toNanos()) {
        throw OfrepRefusal.of(408, "the body took longer than " + timeout.toSeconds() + " s");
      }
    }
    return body.toByteArray();
  }

  private OfrepRefusal tooLarge() {
    return OfrepRefusal.of(413, "a request's body may have " + maxBytes + " bytes");
  }

  private static @Nullable Object parse(byte[] body) throws OfrepRefusal {
    try {
      return OfrepJson.read(body);
    } catch (IllegalArgumentException e) {
      throw OfrepRefusal.parseError(String.valueOf(e.getMessage()));
    }
  }

  private static Map<?, ?> context(@Nullable Object body) throws OfrepRefusal {
    if (!(body instanceof Map<?, ?> object)) {
      throw OfrepRefusal.parseError("the body must be an object with a context");
    }
    if (!object.containsKey("context")) {
      return Map.of();
    }
    if (!(object.get("context") instanceof Map<?, ?> context)) {
      throw OfrepRefusal.invalidContext("the context must be an object");
    }
    return context;
  }

  private User user(Map<?, ?> context) throws OfrepRefusal {
    String id = id(context.get(KEY));
    if (id == null && keyRequired) {
      throw OfrepRefusal.noTargetingKey();
    }
    Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
    context.forEach((name, value) -> attributes.put((String) name, value));
    attributes.remove(KEY);
    try {
      return new User(id, attributes);
    } catch (IllegalArgumentException e) {
      throw OfrepRefusal.invalidContext("the context is not right: " + e.getMessage());
    }
  }

  private static @Nullable String id(@Nullable Object key) throws OfrepRefusal {
    if (key != null && !(key instanceof String)) {
      throw OfrepRefusal.invalidContext("the targetingKey must be a string");
    }
    return BucketingId.fromRequest((String) key);
  }
}
