package dev.jackstaff.internal.web;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.jackstaff.internal.Daemons;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequestBodyTest {
  private final HttpServletRequest request = mock();
  private final HttpServletResponse response = mock();
  private final ServletInputStream in = mock();
  private final RequestBody.Receiver receiver = mock();

  private void read(String protocol, String encoding, long length) throws IOException {
    AsyncContext context = mock();
    when(request.getProtocol()).thenReturn(protocol);
    when(request.getContentLengthLong()).thenReturn(length);
    when(request.getHeader("Transfer-Encoding")).thenReturn(encoding);
    when(request.isAsyncSupported()).thenReturn(true);
    when(request.startAsync(any(), any())).thenReturn(context);
    when(request.getServletContext()).thenReturn(mock());
    when(request.getInputStream()).thenReturn(in);
    when(in.read(any())).thenReturn(-1);
    try (Daemons threads = new Daemons("jackstaff-test")) {
      new RequestBody(1024, Duration.ofMinutes(5), threads.scheduler())
          .read(request, response, receiver);
    }
  }

  /** A read here would hold the thread for as long as the client likes. */
  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1, chunked, -1",
    "HTTP/1.1, , 10",
    "HTTP/2.0, , 10",
    "HTTP/2.0, , -1",
    "HTTP/3.0, , -1"
  })
  void bodyThatMayBeOnItsWay_isAwaitedWithoutAThread(String protocol, String encoding, long length)
      throws IOException {
    read(protocol, encoding, length);
    verify(in).setReadListener(any());
    verify(in, never()).read(any());
    verify(receiver, never()).received(any());
  }

  @ParameterizedTest
  @CsvSource({"HTTP/1.1, -1", "HTTP/1.1, 0", "HTTP/2.0, 0"})
  void requestWithoutABody_isAnsweredAtOnce(String protocol, long length) throws IOException {
    read(protocol, null, length);
    verify(receiver).received(new byte[0]);
    verify(request, never()).startAsync(any(), any());
  }

  @Test
  void bodyThatHasArrived_isReadAtOnce() throws IOException {
    when(in.available()).thenReturn(10);
    read("HTTP/1.1", null, 10);
    verify(receiver).received(any());
    verify(request, never()).startAsync(any(), any());
  }
}
