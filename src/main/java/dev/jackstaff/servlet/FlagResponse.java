package dev.jackstaff.servlet;

import dev.jackstaff.model.ActiveFlags;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/** Restores the header after the response is reset. */
final class FlagResponse extends HttpServletResponseWrapper {
  private final FlagHeader header;
  private final ActiveFlags shown;

  FlagResponse(HttpServletResponse response, FlagHeader header, ActiveFlags shown) {
    super(response);
    this.header = header;
    this.shown = shown;
  }

  @Override
  public void reset() {
    super.reset();
    header.set((HttpServletResponse) getResponse(), shown);
  }
}
