package dev.jackstaff.servers;

import java.util.List;

final class OpenLibertyIT extends ServerSuite {
  @Override
  Server start() throws Exception {
    return Server.liberty();
  }

  @Override
  String info() {
    return "6\\.0 .*[Ll]iberty.*";
  }

  @Override
  List<String> unnamedWhenPlain() {
    return List.of();
  }

  @Override
  List<String> unnamedWhenPaged() {
    return List.of();
  }

  /** After an error in an async dispatch it sends the status of an earlier answer. */
  @Override
  List<String> otherStatus() {
    return List.of("async/dispatch?/send-error", "async/dispatch?/throw");
  }
}
