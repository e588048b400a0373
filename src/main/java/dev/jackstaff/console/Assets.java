package dev.jackstaff.console;

import dev.jackstaff.internal.web.Preconditions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The static files of the pages; all of them are in the jar. */
final class Assets {
  private static final Map<String, String> TYPES =
      Map.of(
          "console.css", "text/css;charset=utf-8",
          "console.js", "text/javascript;charset=utf-8",
          "icon.svg", "image/svg+xml");

  private Assets() {}

  static Response answer(Exchange exchange) throws IOException {
    String name = exchange.part(0);
    String type = TYPES.get(name);
    if (type == null) {
      throw RequestFailure.Category.NOT_FOUND.because("there is no page at this address");
    }
    byte[] content = read(name);
    String hash = ShortHash.of(content);
    String tag = '"' + hash + '"';
    boolean known = Preconditions.isKnown(exchange.request(), hash);
    Response answer = known ? Response.empty(304) : new Response(200, type, content, Map.of());
    // The browser revalidates the file each time, and it is rarely sent again.
    return answer.with("ETag", tag).with("Cache-Control", "private, no-cache");
  }

  /** Returns the text of a file that is part of every page that needs it. */
  static String text(String name) {
    try {
      return new String(read(name), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] read(String name) throws IOException {
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the jar has no " + name);
      }
      return in.readAllBytes();
    }
  }
}
