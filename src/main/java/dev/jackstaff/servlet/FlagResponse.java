package dev.jackstaff.servlet;

import dev.jackstaff.Evaluation;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/** Brings the header back when the response is reset. */
final class FlagResponse extends HttpServletResponseWrapper {
  private final FlagHeader header;
  private final Evaluation evaluation;

  FlagResponse(HttpServletResponse response, FlagHeader header, Evaluation evaluation) {
    super(response);
    this.header = header;
    this.evaluation = evaluation;
  }

  @Override
  public void reset() {
    super.reset();
    header.set((HttpServletResponse) getResponse(), evaluation);
  }
}
