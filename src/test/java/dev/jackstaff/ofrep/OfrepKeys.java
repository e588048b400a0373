package dev.jackstaff.ofrep;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;

/** Signs and verifies with the keys that an OFREP servlet's init-params name. */
public final class OfrepKeys {
  private final OfrepSettings settings;

  /** Throws {@code ServletException} if an init-param is wrong. */
  public OfrepKeys(ServletConfig config) throws ServletException {
    this.settings = new OfrepInitParams(config).settings();
  }

  /** Returns whether a client with this key is admitted. */
  public boolean acceptsApiKey(String key) {
    HttpServletRequest request = mock();
    when(request.getHeader("X-API-Key")).thenReturn(key);
    try {
      settings.access().check(request, mock());
      return true;
    } catch (OfrepRefusal e) {
      return false;
    }
  }

  /** Returns a ticket for a stream. */
  public String ticket() {
    return settings.tickets().issue();
  }

  /** Returns whether a ticket opens a stream. */
  public boolean acceptsTicket(String ticket) {
    return settings.tickets().admits(ticket);
  }
}
