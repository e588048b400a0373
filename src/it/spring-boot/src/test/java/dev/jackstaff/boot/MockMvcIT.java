package dev.jackstaff.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.asyncDispatch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.request;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.jackstaff.testing.WithFlags;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;

/** A test of the whole application by MockMvc, as its authors would write it. */
@MockShop
@TestPropertySource(properties = "jackstaff.flags=classpath:shop-flags.json")
class MockMvcIT {
  @Autowired private MockMvc mvc;

  @Test
  void request_withoutOverrides_hasTheApplicationsFlags() throws Exception {
    mvc.perform(get("/checkout"))
        .andExpect(content().string("old"))
        .andExpect(header().string("X-Active-Flags", "new_search"));
    mvc.perform(get("/checkout").with(user("anna"))).andExpect(content().string("new"));
  }

  @Test
  @WithFlags(on = "new_checkout", off = "new_search")
  void request_withFlagsOnTheMethod_hasThem() throws Exception {
    mvc.perform(get("/checkout"))
        .andExpect(content().string("new"))
        .andExpect(header().string("X-Active-Flags", "new_checkout"));
    mvc.perform(get("/checkout/injected")).andExpect(content().string("new"));
  }

  /**
   * The pages that write on another thread are tested on a server: Spring's mock of a response is
   * not thread-safe.
   */
  @ParameterizedTest
  @ValueSource(strings = {"callable", "task", "own-executor", "deferred", "future"})
  @WithFlags(on = "new_checkout")
  void requestThatGoesOnLater_withFlags_hasThem(String path) throws Exception {
    assertTrue(later(path).contains("new"), later(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"callable", "task", "own-executor", "deferred", "future"})
  void requestThatGoesOnLater_withoutFlags_hasTheApplicationsOwn(String path) throws Exception {
    assertTrue(later(path).contains("old"), later(path));
  }

  private String later(String path) throws Exception {
    MvcResult begun =
        mvc.perform(get("/checkout/" + path)).andExpect(request().asyncStarted()).andReturn();
    begun.getAsyncResult(TimeUnit.SECONDS.toMillis(60));
    return mvc.perform(asyncDispatch(begun)).andReturn().getResponse().getContentAsString();
  }

  @Test
  @WithFlags(on = "new_checkout")
  void exception_thatTheApplicationHandles_isHandledWithTheFlags() throws Exception {
    mvc.perform(get("/checkout/sold-out"))
        .andExpect(status().isConflict())
        .andExpect(content().string("sold out, new"));
  }

  @Test
  void exception_thatNobodyHandles_comesToTheTest() {
    Exception thrown = assertThrows(Exception.class, () -> mvc.perform(get("/boom")));
    assertEquals("boom", thrown.getCause().getMessage());
  }

  @Test
  @WithFlags(on = "new_checkout")
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void request_fromTheThreadOfATimeout_hasTheFlags() throws Exception {
    mvc.perform(get("/checkout")).andExpect(content().string("new"));
    mvc.perform(get("/checkout/injected")).andExpect(content().string("new"));
  }
}
