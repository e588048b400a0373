package dev.jackstaff.internal.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The file with the fragments of one page, compared with the records of the page. */
final class TemplateFile {
  private static final Pattern FRAGMENT =
      Pattern.compile("<template id=\"([a-z][a-z0-9-]*)\">(.*?)</template>", Pattern.DOTALL);
  private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
  private static final Pattern BREAK_OF_TAGS = Pattern.compile("(?<=[>}])\\s*\\n\\s*(?=[<{])");
  private static final Pattern BREAK = Pattern.compile("\\s*\\n\\s*");
  private static final Pattern CAPITAL = Pattern.compile("(?<=.)([A-Z])");

  private final Class<?> page;
  private final String name;
  private final Map<String, String> fragments = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private TemplateFile(Class<?> page, String name, String text) {
    this.page = page;
    this.name = name;
    Matcher matcher = FRAGMENT.matcher(COMMENT.matcher(text).replaceAll(""));
    StringBuilder rest = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(rest, "");
      if (fragments.put(matcher.group(1), oneLine(matcher.group(2))) != null) {
        problem(matcher.group(1), "it is defined twice");
      }
    }
    String outside = matcher.appendTail(rest).toString().strip();
    if (!outside.isEmpty()) {
      problems.add(name + ": text outside of the fragments: " + outside);
    }
  }

  /** Reads the file of a page, which has the page's name and is beside its class. */
  static TemplateFile of(Class<?> page) {
    String name = page.getSimpleName() + ".html";
    try (InputStream in = page.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("there is no " + name + " beside " + page.getName());
      }
      return new TemplateFile(page, name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(name + " cannot be read", e);
    }
  }

  static TemplateFile of(Class<?> page, String text) {
    return new TemplateFile(page, page.getSimpleName() + ".html", text);
  }

  /** Returns the templates of the page's records; fails with all differences between both. */
  Map<Class<?>, Template> templates() {
    Map<Class<?>, Template> templates = new LinkedHashMap<>();
    TreeSet<String> unused = new TreeSet<>(fragments.keySet());
    for (Class<?> type : page.getDeclaredClasses()) {
      if (Fragment.class.isAssignableFrom(type)) {
        String id = id(type);
        unused.remove(id);
        Template template = template(id, type);
        if (template != null) {
          templates.put(type, template);
        }
      }
    }
    unused.forEach(id -> problem(id, "no record of " + page.getSimpleName() + " fills it"));
    if (!problems.isEmpty()) {
      throw new IllegalStateException(String.join("\n", problems));
    }
    return templates;
  }

  private @Nullable Template template(String id, Class<?> type) {
    String text = fragments.get(id);
    if (!type.isRecord()) {
      problem(id, type.getSimpleName() + " is not a record");
    } else if (text == null) {
      problem(id, "it is missing, and " + type.getSimpleName() + " fills it");
    } else {
      TemplateParser parser = new TemplateParser(text, Arrays.asList(type.getRecordComponents()));
      List<Template.Piece> pieces = parser.pieces();
      parser.problems().forEach(problem -> problem(id, problem));
      return new Template(pieces);
    }
    return null;
  }

  private void problem(String id, String problem) {
    problems.add(name + ", fragment " + id + ": " + problem);
  }

  /** Returns the fragment's id for a record: {@code empty-row} for {@code EmptyRow}. */
  private static String id(Class<?> type) {
    return CAPITAL.matcher(type.getSimpleName()).replaceAll("-$1").toLowerCase(Locale.ROOT);
  }

  private static String oneLine(String text) {
    String joined = BREAK_OF_TAGS.matcher(text.strip()).replaceAll("");
    return BREAK.matcher(joined).replaceAll(" ");
  }
}
