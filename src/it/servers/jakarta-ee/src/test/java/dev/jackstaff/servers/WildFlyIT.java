package dev.jackstaff.servers;

import java.util.List;

final class WildFlyIT extends ServerSuite {
  @Override
  Server start() throws Exception {
    return Server.wildfly();
  }

  @Override
  String info() {
    return "6\\.0 WildFly.*";
  }

  @Override
  List<String> unnamedWhenPlain() {
    return List.of("throw", "throw-servlet", "async/dispatch?/throw", "async/throw");
  }

  @Override
  List<String> unnamedWhenPaged() {
    return List.of("async/dispatch?/throw", "async/throw");
  }
}
