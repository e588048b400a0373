package dev.jackstaff.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.testing.WithFlags;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.MockMvc;

/** Tests of controllers alone: those of an application with a file, and with a database. */
class SliceIT {
  @Nested
  @PagesSlice(properties = "jackstaff.flags=classpath:shop-flags.json")
  class OfAFile {
    @MockitoBean private Desk desk;
    @Autowired private MockMvc mvc;

    @Test
    void controller_hasTheFlagsOfTheFile() throws Exception {
      mvc.perform(get("/checkout"))
          .andExpect(content().string("old"))
          .andExpect(header().string("X-Active-Flags", "new_search"));
    }

    @Test
    @WithFlags(on = "new_checkout")
    void controller_withFlags_hasThem() throws Exception {
      mvc.perform(get("/checkout")).andExpect(content().string("new"));
      mvc.perform(get("/checkout/injected")).andExpect(content().string("new"));
    }
  }

  /** The slice has no database. */
  @Nested
  @PagesSlice(
      properties = {
        "jackstaff.flags=datasource",
        "jackstaff.experiments=datasource",
        "jackstaff.usage=true"
      })
  class OfADatabase {
    @MockitoBean private Desk desk;
    @Autowired private MockMvc mvc;
    @Autowired private FeatureFlags features;

    @Test
    void controller_hasNoFlags() throws Exception {
      mvc.perform(get("/checkout")).andExpect(content().string("old"));
    }

    @Test
    @WithFlags(on = "new_checkout", variants = "button=green")
    void controller_withFlags_hasThem() throws Exception {
      mvc.perform(get("/checkout"))
          .andExpect(content().string("new"))
          .andExpect(header().string("X-Active-Flags", "new_checkout,button"));
    }
  }

  @Nested
  @PagesSlice(
      properties = {"jackstaff.flags=datasource", "jackstaff.initial=classpath:shop-flags.json"})
  class OfADatabaseWithInitialFlags {
    @MockitoBean private Desk desk;
    @Autowired private FeatureFlags features;

    @Test
    void flags_areTheInitialOnes() {
      assertEquals(List.of("new_checkout", "new_search"), features.names());
    }
  }

  @Nested
  @PagesSlice(properties = "jackstaff.flags=file:/none/flags.json")
  class OfAFileThatIsElsewhere {
    @MockitoBean private Desk desk;
    @Autowired private MockMvc mvc;

    @Test
    @WithFlags(on = "new_checkout")
    void controller_withFlags_hasThem() throws Exception {
      mvc.perform(get("/checkout")).andExpect(content().string("new"));
    }
  }

  @Nested
  @WithFlags(on = "new_checkout")
  @PagesSlice(properties = "jackstaff.flags=classpath:shop-flags.json")
  class WithFlagsOnTheClass {
    @MockitoBean private Desk desk;
    @Autowired private MockMvc mvc;

    @Test
    void controller_hasThem() throws Exception {
      mvc.perform(get("/checkout")).andExpect(content().string("new"));
    }
  }
}
