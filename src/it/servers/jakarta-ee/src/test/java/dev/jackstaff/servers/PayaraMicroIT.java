package dev.jackstaff.servers;

import java.util.List;

final class PayaraMicroIT extends ServerSuite {
  @Override
  Server start() throws Exception {
    return Server.payaraMicro();
  }

  @Override
  String info() {
    return "6\\.0 .*Payara.*";
  }

  @Override
  List<String> unnamedWhenPlain() {
    return List.of("throw", "throw-servlet", "async/dispatch?/throw", "async/throw");
  }

  @Override
  List<String> unnamedWhenPaged() {
    return List.of();
  }
}
