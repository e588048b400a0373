package dev.jackstaff.internal.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fragments of pages: what fills them, what is escaped, and what is refused when they are loaded.
 */
final class FragmentTest {
  private static final Pattern ENTITY = Pattern.compile("&(amp|lt|gt|quot|#39);");
  private static final String ALPHABET = "&<>\"'\0 =/`{}ax;#\u00e9\u2028\ud83d\ude00\n";

  record Field(String label, @Nullable Object value) implements Fragment {}

  record TwoFields(Html first, Field second) implements Fragment {}

  record Choice(boolean checked, Html more) implements Fragment {}

  record Lines(String word) implements Fragment {}

  private static String random(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(12);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(
          ALPHABET
              .codePoints()
              .skip(random.nextInt(ALPHABET.length() - 1))
              .findFirst()
              .orElse('x'));
    }
    return text.toString();
  }

  private static String unescaped(String markup) {
    return ENTITY
        .matcher(markup)
        .replaceAll(
            entity ->
                switch (entity.group(1)) {
                  case "amp" -> "&";
                  case "lt" -> "<";
                  case "gt" -> ">";
                  case "quot" -> "\"";
                  default -> "'";
                });
  }

  /** No text leaves its place, and a browser reads it as it was, except for NUL. */
  @Test
  void value_ofAnyText_staysInTextAndInQuotes() {
    Pattern whole =
        Pattern.compile(
            "<label for=\"f-([^<>\"'\0]*)\">([^<>\"'\0]*)</label><input value=\"([^<>\"'\0]*)\">");
    Random random = new Random(16);
    for (int i = 0; i < 20_000; i++) {
      String label = random(random);
      String value = random(random);
      String markup = new Field(label, value).html().toString();
      Matcher parts = whole.matcher(markup);
      assertTrue(parts.matches(), markup);
      assertFalse(ENTITY.matcher(parts.group(2)).replaceAll("").contains("&"), markup);
      assertEquals(label.replace('\0', '\uFFFD'), unescaped(parts.group(1)));
      assertEquals(label.replace('\0', '\uFFFD'), unescaped(parts.group(2)));
      assertEquals(value.replace('\0', '\uFFFD'), unescaped(parts.group(3)));
    }
  }

  @ParameterizedTest
  @CsvSource({"&, &amp;", "<, &lt;", ">, &gt;", "'\"', &quot;", "\\', &#39;", "x, x"})
  void character_isEscaped(String character, String escaped) {
    String plain = character.equals("\\'") ? "'" : character;
    assertEquals(
        "<label for=\"f-" + escaped + "\">" + escaped + "</label><input value=\"" + escaped + "\">",
        new Field(plain, plain).html().toString());
  }

  @Test
  void null_isNothing_andNulIsReplaced() {
    assertEquals(
        "<label for=\"f-\uFFFD\">\uFFFD</label><input value=\"\">",
        new Field("\0", null).html().toString());
  }

  @Test
  void fragmentInAFragment_isNotEscapedAgain() {
    Html bold = Html.join("<", Html.attribute("title", "\"'<"), new Field("<", 1));
    String field = "<label for=\"f-&lt;\">&lt;</label><input value=\"1\">";
    assertEquals(
        "<p>&lt; title=\"&quot;&#39;&lt;\"" + field + "</p>" + field,
        new TwoFields(bold, new Field("<", 1)).html().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "true, '<input type=\"radio\" checked data-x>'",
    "false, '<input type=\"radio\" data-x>'"
  })
  void boolean_inATag_isTheAttributeOfItsName(boolean checked, String markup) {
    assertEquals(markup, new Choice(checked, Html.attribute("data-x")).html().toString());
  }

  /** A line break between tags and holes is nothing; another one is a blank. */
  @Test
  void lineBreak_betweenTags_isLeftOut() {
    assertEquals(
        "<ul><li>one two</li><li><b>x</b>x and more</li></ul>", new Lines("x").html().toString());
  }

  static final class Broken {
    record Known(String name) implements Fragment {}

    record OtherName(String name, int count) implements Fragment {}

    record Missing(String name) implements Fragment {}
  }

  private static List<String> problems(Class<?> page, String text) {
    TemplateFile file = TemplateFile.of(page, text);
    String message = assertThrows(IllegalStateException.class, file::templates).getMessage();
    return message.lines().toList();
  }

  @Test
  void file_thatDiffersFromItsRecords_isRefusedWithEveryDifference() {
    assertEquals(
        Set.of(
            "Broken.html, fragment known: nothing fills the hole {nane}",
            "Broken.html, fragment known: it has no hole {name}",
            "Broken.html, fragment missing: it is missing, and Missing fills it",
            "Broken.html, fragment other-name: it has no hole {count}",
            "Broken.html, fragment unknown: no record of Broken fills it"),
        Set.copyOf(
            problems(
                Broken.class,
                """
                <template id="known"><p>{nane}</p></template>
                <!-- <template id="comment"></template> -->
                <template id="other-name">{name}</template>
                <template id="unknown"></template>
                """)));
  }

  static final class Single {
    record One(String name) implements Fragment {}
  }

  @ParameterizedTest
  @CsvSource({
    "'<p class={name}>', an attribute without double quotes",
    "'<p class=''{name}''>x</p>', an attribute without double quotes",
    "'<{name}>x</p>', must be Html or a boolean",
    "'<p {name}>x</p>', must be Html or a boolean",
    "'<p title=\"{name}\"', it ends within a tag",
    "'<p>{name}{ name }</p>', a brace that belongs to no hole",
    "'<p>{name}}</p>', a brace that belongs to no hole",
    "'<style>p { color: red }</style>{name}', a brace that belongs to no hole",
  })
  void hole_whereEscapingWouldNotSuffice_isRefused(String fragment, String problem) {
    List<String> problems =
        problems(Single.class, "<template id=\"one\">" + fragment + "</template>");
    assertTrue(problems.stream().anyMatch(it -> it.contains(problem)), problems::toString);
    assertTrue(problems.get(0).startsWith("Single.html, fragment one: "), problems::toString);
  }

  @Test
  void fragment_thatStandsTwice_orTextBesideThem_isRefused() {
    assertEquals(
        List.of(
            "Single.html, fragment one: it is defined twice",
            "Single.html: text outside of the fragments: beside"),
        problems(
            Single.class,
            "<template id=\"one\">{name}</template>beside<template id=\"one\">{name}</template>"));
  }

  @Test
  void page_withoutAFile_isRefused() {
    Single.One values = new Single.One("x");
    Throwable failure = assertThrows(IllegalStateException.class, values::html);
    assertEquals("there is no Single.html beside " + Single.class.getName(), failure.getMessage());
  }
}
