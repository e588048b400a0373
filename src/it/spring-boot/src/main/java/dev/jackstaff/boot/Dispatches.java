package dev.jackstaff.boot;

import dev.jackstaff.Flags;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import java.util.EnumSet;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Says in a header what each dispatch is told, as any filter of an application would see it. */
@Configuration(proxyBeanMethods = false)
public class Dispatches {
  @Bean
  FilterRegistrationBean<Filter> dispatchProbe() {
    Filter probe =
        (request, response, chain) -> {
          String told = request.getDispatcherType() + "=" + Flags.on("new_checkout");
          ((HttpServletResponse) response).addHeader("X-Told", told);
          chain.doFilter(request, response);
        };
    FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(probe);
    registration.setDispatcherTypes(
        EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
    return registration;
  }
}
