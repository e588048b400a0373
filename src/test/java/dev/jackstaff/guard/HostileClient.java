package dev.jackstaff.guard;

import dev.jackstaff.guard.ClientRequests.Answer;
import dev.jackstaff.guard.ClientRequests.Call;
import dev.jackstaff.guard.GuardState.Phase;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.User;
import dev.jackstaff.servlet.ClientAddress;
import dev.jackstaff.servlet.FlagFilter;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A client that knows the flag's name and the rule of buckets, and can let its own requests fail,
 * at a site with a filter and a guard that honest users have used before.
 */
final class HostileClient implements AutoCloseable {
  /** The number of honest users before the attack. */
  static final int HONEST = 1_000;

  /** Lets no request fail. */
  static boolean never(boolean on) {
    return false;
  }

  /** Lets every request fail. */
  static boolean always(boolean on) {
    return true;
  }

  /** The way in which the client comes by ids. */
  enum Way {
    /** It writes ids with the flag into a header that the site trusts. */
    HEADER,
    /** It invents visitors' ids with the flag, at a site that does not sign them. */
    UNSIGNED,
    /** It invents visitors' ids with the flag, at a site that signs them. */
    FORGED,
    /** It asks for cookies, and comes back with those alone that have the flag. */
    FARMED,
    /** It asks for cookies, comes back with all, and lets those fail that have the flag. */
    FARMED_EVENLY
  }

  /**
   * An attack.
   *
   * @param perAddress the guard's setting
   * @param oneAddress whether the client has one address; else it has another for each id
   */
  record Attack(Way way, double percentage, int perAddress, boolean oneAddress, double alpha) {}

  final ClientRequests site;
  private final Attack attack;
  private final SplittableRandom random;
  private int requests;
  private int tried;
  private int visits;
  private int honest;

  HostileClient(Attack attack, SplittableRandom random) {
    this.attack = attack;
    this.random = random;
    Guard guard = Guard.builder().perAddress(attack.perAddress()).alpha(attack.alpha()).build();
    String salt = "checkout-" + Long.toHexString(random.nextLong());
    Flag flag =
        Flag.builder("checkout").salt(salt).percentage(attack.percentage()).guard(guard).build();
    UnaryOperator<FlagFilter.Builder> settings =
        attack.way() == Way.UNSIGNED ? ClientRequests.UNSIGNED : ClientRequests.SIGNED;
    site =
        new ClientRequests(
            FlagSet.of(flag),
            "checkout",
            filter -> settings.apply(filter).clientAddress(ClientAddress.remote()),
            random.split());
  }

  /** Lets other users come, each from an address of its own. */
  void honest(int users, double on, double off) {
    for (int i = 0; i < users; i++) {
      int number = honest++;
      String address = "10." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255);
      Call call =
          attack.way() == Way.UNSIGNED || attack.way() == Way.HEADER
              ? Call.ofUser("user-" + number)
              : Call.of(site.send(Call.of(null).from(address), HostileClient::never));
      site.send(call.from(address), has -> random.nextDouble() < (has ? on : off));
    }
    site.look();
  }

  /** Sends what it takes to come with one more id that has the flag, and to let it fail or not. */
  void come(Predicate<Boolean> fails) {
    visits++;
    switch (attack.way()) {
      case HEADER -> send(Call.ofUser(chosen("user:")), fails);
      case UNSIGNED, FORGED -> send(Call.of(chosen("anon-")), fails);
      case FARMED, FARMED_EVENLY -> farm(fails);
    }
  }

  private void farm(Predicate<Boolean> fails) {
    while (true) {
      Answer answer = send(Call.of(null), HostileClient::never);
      if (answer.on()) {
        send(Call.of(answer.cookie()), fails);
        return;
      }
      if (attack.way() == Way.FARMED_EVENLY) {
        send(Call.of(answer.cookie()), HostileClient::never);
      }
    }
  }

  private Answer send(Call call, Predicate<Boolean> fails) {
    requests++;
    String address =
        attack.oneAddress() ? "203.0.113.9" : "172.16." + (visits >> 8) + "." + (visits & 255);
    return site.answer(call.from(address), fails);
  }

  private String chosen(String prefix) {
    while (true) {
      String id = prefix + "%032x".formatted(++tried);
      if (site.features.evaluate(User.of(id)).isOn("checkout")) {
        return id;
      }
    }
  }

  /**
   * The end of an attack.
   *
   * @param requests the client's requests until then
   * @param ids the ids with the flag that it came with
   * @param reached whether it has reached what it wanted
   * @param phase the guard's phase then
   */
  record Result(int requests, int ids, boolean reached, Phase phase) {}

  /** Comes with failing ids until the flag is halted. */
  Result untilHalted(int maxRequests) {
    return until(maxRequests, on -> true, state -> site.isKilled());
  }

  /** Comes with ids that do not fail until the guard has reservations. */
  Result untilReserved(int maxRequests) {
    return until(maxRequests, HostileClient::never, state -> state.phase() != Phase.WATCHING);
  }

  private Result until(int maxRequests, Predicate<Boolean> fails, Predicate<GuardState> reached) {
    honest(HONEST, 0.005, 0.005);
    GuardState state = site.look();
    int next = 0;
    while (requests < maxRequests && !site.isKilled()) {
      come(fails);
      if (requests >= next) {
        state = site.look();
        next = requests + requests / 50;
        if (reached.test(state)) {
          return new Result(requests, visits, true, state.phase());
        }
      }
    }
    return new Result(requests, visits, false, state.phase());
  }

  /**
   * Comes as often as honest users do, and fails as often as they, 400 times each; returns whether
   * the flag is halted.
   */
  boolean isHaltedWithoutEffect(double failing) {
    for (int round = 0; round < 8; round++) {
      honest(50, failing, failing);
      // Once it is killed, no id has the flag, and the client would search for ever.
      for (int i = 0; i < 50 && !site.isKilled(); i++) {
        come(on -> random.nextDouble() < failing);
      }
      site.look();
    }
    return site.isKilled();
  }

  /** Comes with a burst of ids; then the flag does harm to honest users. */
  boolean isHaltedAfterBurst(int burst, int mostUsers) {
    honest(HONEST, 0.005, 0.005);
    for (int i = 0; i < burst && !site.isKilled(); i++) {
      come(HostileClient::never);
    }
    for (int users = 0; users < mostUsers && !site.isKilled(); users += 100) {
      honest(100, 0.05, 0.005);
    }
    return site.isKilled();
  }

  @Override
  public void close() {
    site.close();
  }
}
