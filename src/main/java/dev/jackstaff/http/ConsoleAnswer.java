package dev.jackstaff.http;

import dev.jackstaff.internal.json.PlainJson;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A complete response. */
final class ConsoleAnswer {
  private final int status;
  private final @Nullable String type;
  private final byte[] body;
  private final Map<String, String> headers;

  /** The marker of a response that the handler has written, or will write, itself. */
  static final ConsoleAnswer HANDLED = new ConsoleAnswer(0, null, new byte[0], Map.of());

  ConsoleAnswer(int status, @Nullable String type, byte[] body, Map<String, String> headers) {
    this.status = status;
    this.type = type;
    this.body = body;
    this.headers = headers;
  }

  static ConsoleAnswer html(int status, ConsoleHtml page) {
    return text(status, "text/html;charset=utf-8", page.toString());
  }

  static ConsoleAnswer json(int status, @Nullable Object value) {
    return text(status, "application/json", PlainJson.write(value));
  }

  static ConsoleAnswer text(int status, String type, String text) {
    return new ConsoleAnswer(status, type, text.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  static ConsoleAnswer empty(int status) {
    return new ConsoleAnswer(status, null, new byte[0], Map.of());
  }

  /** Redirects the client to a location that it fetches with GET, whatever the method was. */
  static ConsoleAnswer seeOther(String location) {
    return empty(303).with("Location", location);
  }

  ConsoleAnswer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new ConsoleAnswer(status, type, body, more);
  }

  void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (status == 0) {
      return;
    }
    response.setStatus(status);
    headers.forEach(response::setHeader);
    if (type != null) {
      response.setContentType(type);
    }
    if (status != 304) {
      response.setContentLength(body.length);
    }
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(body);
    }
  }
}
