package dev.jackstaff.internal.json;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The documents of good-documents.txt and bad-documents.txt: a line {@code === title}, the
 * document, and for a bad one a line {@code ---} and the messages. A title may end in {@code |
 * note}.
 *
 * @param title what is good or bad about it
 * @param note what the JSON Schema cannot do about it, or empty
 * @param text the document
 * @param messages what is wrong with it
 */
record Documents(String title, String note, String text, List<String> messages) {
  static final String UNKNOWABLE = "the schema cannot know";

  /** The note of documents whose numbers JavaScript rounds to valid ones before it checks them. */
  static final String ROUNDED_BY_JAVASCRIPT = "JavaScript rounds the numbers";

  static final String NOT_JSON = "not JSON";

  static Stream<Documents> good() {
    return read("good-documents.txt");
  }

  static Stream<Documents> bad() {
    return read("bad-documents.txt");
  }

  byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return title;
  }

  private static Stream<Documents> read(String resource) {
    try (InputStream in = Documents.class.getResourceAsStream(resource)) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(all.split("(?m)^=== ", -1)).skip(1).map(Documents::block);
    } catch (IOException e) {
      throw new AssertionError(resource, e);
    }
  }

  private static Documents block(String block) {
    int line = block.indexOf('\n');
    String[] title = block.substring(0, line).split(" \\| ", 2);
    String[] parts = block.substring(line + 1).split("(?m)^---\n", 2);
    String text = parts[0].substring(0, parts[0].length() - 1);
    List<String> messages = parts.length == 1 ? List.of() : parts[1].lines().toList();
    return new Documents(title[0], title.length == 1 ? "" : title[1], text, messages);
  }
}
