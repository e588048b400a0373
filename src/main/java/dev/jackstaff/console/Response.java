package dev.jackstaff.console;

import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.internal.web.Html;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A complete response. */
final class Response {
  private final int status;
  private final @Nullable String type;
  private final byte[] body;
  private final Map<String, String> headers;

  /** The marker of a response that the handler has written, or will write, itself. */
  static final Response HANDLED = new Response(0, null, new byte[0], Map.of());

  Response(int status, @Nullable String type, byte[] body, Map<String, String> headers) {
    this.status = status;
    this.type = type;
    this.body = body;
    this.headers = headers;
  }

  static Response html(int status, Html page) {
    return text(status, "text/html;charset=utf-8", page.toString());
  }

  static Response json(int status, @Nullable Object value) {
    return text(status, "application/json", PlainJson.write(value));
  }

  static Response text(int status, String type, String text) {
    return new Response(status, type, text.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  static Response empty(int status) {
    return new Response(status, null, new byte[0], Map.of());
  }

  /** Redirects the client to a location that it fetches with GET, whatever the method was. */
  static Response seeOther(String location) {
    return empty(303).with("Location", location);
  }

  Response with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Response(status, type, body, more);
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
