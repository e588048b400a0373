package dev.jackstaff.spring;

import dev.jackstaff.http.ConsoleAccess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties {@code jackstaff.*}. What they mean is what the filter's init-params mean.
 *
 * @param enabled whether there is anything of this; default true
 * @param flags where the flags are: {@code classpath:…}, {@code file:…}, {@code datasource}, {@code
 *     datasource:BEAN} or {@code jdbc:…}; default {@code classpath:flags.json}
 * @param initial the flags that an empty database, or a file that is missing, begins with; default
 *     for a database {@code classpath:flags.json}, if it exists
 * @param refresh how often a database is looked at; default 30 s
 * @param listen a JDBC URL of an own connection to PostgreSQL, on which changes are heard at once
 * @param user who the user is, as {@code principal, anonymous}; default the bean {@code
 *     UserResolver}, which with Spring Security is its authentication
 * @param attributes what rules may look at, by name, as {@code header:CF-IPCountry}
 * @param visitorSecret what signs the ids of anonymous visitors, at least 32 bytes; several with
 *     commas, of which the first signs and all verify; default none
 * @param secureCookies whether visitors' cookies are always {@code Secure}; default false
 * @param cookiePath the {@code Path} of visitors' cookies, where a proxy shows the application
 *     under another one; default the context path
 * @param only names and globs of the flags that are decided; default all
 * @param exclude paths that the filter leaves alone, such as {@code /assets/*}; default none
 * @param header the header's name, or {@code none}
 * @param headerMaxBytes where its value is cut
 * @param headerOnly names and globs of the flags that the header may name; default all
 * @param headerFor who sees the header: {@code all}, {@code overrides} or {@code roles:NAME,…}
 * @param trustedProxies addresses or networks whose headers count
 * @param overrideSecret what signs testers' tokens, at least 32 bytes; several with commas, of
 *     which the first signs and all verify; default none
 * @param application for which application tokens count; default {@code spring.application.name}
 * @param overridable names and globs of permission and ops flags that tokens may override
 * @param revokedOverrides ids of testers' tokens that do not count any more
 * @param mdc the key of SLF4J's MDC for the active flags; default none
 * @param bean the request attribute for pages; default none
 * @param guard whether the guard watches flags that ask for it; default true
 * @param usage whether the use of flags is counted; default only where they are in a database
 * @param experiments where exposures go: {@code datasource}, {@code datasource:BEAN}, {@code
 *     jdbc:…} or {@code file:…} for lines of JSON; default nowhere
 * @param retention how old rows of experiments in a database may get; default 90 days
 * @param order the filter's place among the filters; default −50, behind Spring Security's −100
 * @param async whether flags go along to {@code @Async} methods; default true
 * @param console the console
 * @param ofrep the OFREP servlet
 * @param opentelemetry events of OpenTelemetry
 */
@ConfigurationProperties("jackstaff")
public record JackstaffProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("classpath:flags.json") String flags,
    @Nullable String initial,
    @Nullable Duration refresh,
    @Nullable String listen,
    @Nullable List<String> user,
    @DefaultValue Map<String, String> attributes,
    @Nullable List<String> visitorSecret,
    @DefaultValue("false") boolean secureCookies,
    @Nullable String cookiePath,
    @DefaultValue List<String> only,
    @DefaultValue List<String> exclude,
    @DefaultValue("X-Active-Flags") String header,
    @DefaultValue("2048") int headerMaxBytes,
    @DefaultValue List<String> headerOnly,
    @DefaultValue("all") String headerFor,
    @DefaultValue List<String> trustedProxies,
    @Nullable List<String> overrideSecret,
    @Nullable String application,
    @DefaultValue List<String> overridable,
    @DefaultValue List<String> revokedOverrides,
    @Nullable String mdc,
    @Nullable String bean,
    @DefaultValue("true") boolean guard,
    @Nullable Boolean usage,
    @Nullable String experiments,
    @Nullable Duration retention,
    @DefaultValue("-50") int order,
    @DefaultValue("true") boolean async,
    @DefaultValue Console console,
    @DefaultValue Ofrep ofrep,
    @DefaultValue Opentelemetry opentelemetry) {

  /**
   * The properties {@code jackstaff.console.*}.
   *
   * @param enabled whether there is a console; default false
   * @param path where it is mounted; default {@code /flags}
   * @param access who may do what: {@code roles}, or {@code loopback} for a developer's own
   *     machine; a bean {@code ConsoleAccess} takes its place
   * @param viewerRole the role of those who may look; default {@code flags-viewer}
   * @param adminRole the role of those who may look and change; default {@code flags-admin}
   * @param secret the secret of the forms' tokens, at least 32 bytes, the same on every node;
   *     several with commas, of which the first signs and all verify; default a random one
   * @param viewerTokens bearer tokens that may look, by the name of whose they are
   * @param adminTokens bearer tokens that may look and change, by the name of whose they are
   * @param origins further origins under which browsers know the console
   * @param maxBodyBytes the longest body of a request, 1024 or more; default 1 MiB
   * @param bodyTimeout the time in which a body must arrive; default 30 s
   * @param maxStreams how many pages may listen for changes; 0 for none
   * @param references where the code names flags, as {@code refs} has written it: {@code
   *     classpath:…} or {@code file:…}; default not known
   * @param lifetimes how long flags live, by type, such as {@code 40d} or {@code never}
   */
  public record Console(
      @DefaultValue("false") boolean enabled,
      @DefaultValue("/flags") String path,
      @DefaultValue("roles") String access,
      @DefaultValue(ConsoleAccess.VIEWER_ROLE) String viewerRole,
      @DefaultValue(ConsoleAccess.ADMIN_ROLE) String adminRole,
      @Nullable List<String> secret,
      @DefaultValue Map<String, String> viewerTokens,
      @DefaultValue Map<String, String> adminTokens,
      @DefaultValue List<String> origins,
      @DefaultValue("1048576") int maxBodyBytes,
      @DefaultValue("30s") Duration bodyTimeout,
      @DefaultValue("200") int maxStreams,
      @Nullable String references,
      @DefaultValue Map<String, String> lifetimes) {}

  /**
   * The properties {@code jackstaff.ofrep.*}.
   *
   * @param enabled whether there is the servlet, at {@code /ofrep/v1/*}; default false
   * @param expose names and globs of the flags that clients may see; default none
   * @param subject whose answers they are: {@code context}, whom the client says, or {@code
   *     request}, the server's own user
   * @param requireTargetingKey whether a context without {@code targetingKey} is refused
   * @param apiKey what a client must show, at least 16 bytes; several with commas, any of which is
   *     accepted; default nothing
   * @param allowedOrigins origins of other sites whose pages may ask, or {@code *}
   * @param maxBodyBytes the longest body of a request; default 64 KiB
   * @param bodyTimeout the time in which a body must arrive; default 10 s
   * @param maxStreams how many clients may listen for changes; 0 for none
   * @param streamSecret signs the streams' addresses, at least 32 bytes, the same on every node;
   *     several with commas, of which the first signs and all verify; default a random one
   * @param countUse whether an answer counts as use of the flag; default false
   * @param maxRequestsPerMinute the number of requests that one client address may send in a
   *     minute; 0, the default, for no limit
   * @param publicPath the path under which clients reach the servlet, where a proxy changes it;
   *     default that of the request
   */
  public record Ofrep(
      @DefaultValue("false") boolean enabled,
      @DefaultValue List<String> expose,
      @DefaultValue("context") Subject subject,
      @DefaultValue("false") boolean requireTargetingKey,
      @Nullable List<String> apiKey,
      @DefaultValue List<String> allowedOrigins,
      @DefaultValue("65536") int maxBodyBytes,
      @DefaultValue("10s") Duration bodyTimeout,
      @DefaultValue("200") int maxStreams,
      @Nullable List<String> streamSecret,
      @DefaultValue("false") boolean countUse,
      @DefaultValue("0") int maxRequestsPerMinute,
      @Nullable String publicPath) {
    /** Whose answers they are. */
    public enum Subject {
      /** Those of whom the client says. */
      CONTEXT,
      /** Those of the server's own user. */
      REQUEST
    }
  }

  /**
   * The properties {@code jackstaff.opentelemetry.*}.
   *
   * @param enabled whether the first check of a flag in a request is an event; default false
   * @param userIds whether events carry the user's id; default true
   * @param setId the name of this set of flags, for events; default none
   */
  public record Opentelemetry(
      @DefaultValue("false") boolean enabled,
      @DefaultValue("true") boolean userIds,
      @Nullable String setId) {}
}
