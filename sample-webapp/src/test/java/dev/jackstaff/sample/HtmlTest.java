package dev.jackstaff.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlTest {
  @Test
  void text_isEscaped() {
    String hostile = "<a href=\"x\" title='y'>&amp;</a>";
    String harmless = "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;";
    assertEquals(harmless, Html.of("{}", hostile).toString());
  }

  @Test
  void piece_staysAsItIs() {
    assertEquals("<p><b>1</b></p>", Html.of("<p>{}</p>", Html.of("<b>{}</b>", 1)).toString());
  }

  @Test
  void textThatLooksLikeAPlace_isNone() {
    assertEquals("{}{}", Html.of("{}{}", "{}", "{}").toString());
  }

  @Test
  void items_standInARow() {
    List<String> items = List.of("a", "<");
    assertEquals(
        "<i>a</i><i>&lt;</i>", Html.each(items, it -> Html.of("<i>{}</i>", it)).toString());
  }

  @Test
  void partsAndPlaces_areAsMany() {
    assertThrows(IllegalArgumentException.class, () -> Html.of("{}"));
    assertThrows(IllegalArgumentException.class, () -> Html.of("", "more"));
  }
}
