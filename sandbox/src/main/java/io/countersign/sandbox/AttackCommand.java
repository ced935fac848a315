// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox;

import io.countersign.sandbox.alipay.AlipayAttacks;
import io.countersign.sandbox.attack.AttackReport;
import io.countersign.sandbox.attack.AttackRun;
import io.countersign.sandbox.attack.Attacks;
import io.countersign.sandbox.attack.LoopbackEndpoint;
import io.countersign.sandbox.ecpay.EcpayAttacks;
import io.countersign.sandbox.unionpay.UnionPayAttacks;
import io.countersign.sandbox.wechatpay.WeChatPayAttacks;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The program's {@code attack}: sends a hostile catalogue at an endpoint on loopback. */
final class AttackCommand {
  static final String NAME = "attack";
  static final String USAGE =
      """
      Usage: java -jar countersign-sandbox-all.jar attack --provider NAME --credentials FOLDER [options] URL

        URL                   where the shop receives notifications: http, and on loopback only
        --provider NAME       whose notifications: wechatpay, ecpay, alipay or unionpay
        --credentials FOLDER  what the sandbox wrote with --credentials; the shop is configured with it
        --order NUMBER        an unpaid order of the shop, which the true notification pays
                              (default ATTACK0001)
        --victim NUMBER       another unpaid order of the same total, which the attacks name
                              (default: the same order)
        --total NUMBER        what each of them costs, in fen, or whole dollars for ecpay (default 100)
        --txn-time TIME       when they were made: 14 digits, Beijing (unionpay; default 20260301100000)
        --app-id ID           the app they were made for (wechatpay; default: WECHATPAY_APPID)
        --probe-url URL       an address of the shop whose text changes when it ships, and only then;
                              without it, repeated and other events can only be "not shown"
        --patience SECONDS    after which an attack counts as hung (default 5)
        --json                prints one line of JSON instead of the table

      Exit status: 0 nothing was believed; 1 something was believed, or hung; 2 wrong usage;
      3 nothing was believed, but a true notification was not acknowledged either.
      """;

  private static final Set<String> KNOWN =
      Set.of(
          "--provider",
          "--credentials",
          "--order",
          "--victim",
          "--total",
          "--txn-time",
          "--app-id",
          "--probe-url",
          "--patience");

  private final Map<String, String> options = new HashMap<>();
  private final boolean json;
  private final String url;

  private AttackCommand(String[] arguments) {
    boolean asJson = false;
    String address = "";
    for (int i = 0; i < arguments.length; i++) {
      String name = arguments[i];
      if (name.equals("--json")) {
        asJson = true;
      } else if (KNOWN.contains(name)) {
        if (++i == arguments.length || arguments[i].isEmpty()) {
          throw new IllegalArgumentException(name + " lacks its value");
        }
        options.put(name, arguments[i]);
      } else if (name.startsWith("-") || !address.isEmpty()) {
        throw new IllegalArgumentException("unknown argument " + name);
      } else {
        address = name;
      }
    }
    json = asJson;
    url = address;
  }

  /** Runs; gives the exit status. */
  static int run(String[] arguments, PrintStream out, PrintStream err) {
    if (Arrays.asList(arguments).contains("--help")) {
      out.print(USAGE);
      return 0;
    }
    try {
      AttackCommand command = new AttackCommand(Arrays.copyOfRange(arguments, 1, arguments.length));
      AttackReport report = command.send(err);
      out.print(command.json ? report.json() + "\n" : report.table());
      out.flush();
      return report.exitStatus();
    } catch (IllegalArgumentException | UncheckedIOException e) {
      err.println("countersign-sandbox attack: " + e.getMessage());
      err.print(USAGE);
      return 2;
    }
  }

  private AttackReport send(PrintStream err) {
    // First of all, so that nothing else can go wrong before it.
    LoopbackEndpoint endpoint = LoopbackEndpoint.of(needed("URL", url));
    Attacks attacks = attacks();
    AttackRun run =
        AttackRun.against(endpoint).patience(Duration.ofSeconds(number("--patience", 5)));
    String probe = options.get("--probe-url");
    if (probe != null) {
      run = run.probe(LoopbackEndpoint.of(probe));
    }
    err.println(attacks.needs());
    return run.send(attacks);
  }

  private Attacks attacks() {
    String provider = needed("--provider", options.getOrDefault("--provider", ""));
    if (!provider.matches("wechatpay|ecpay|alipay|unionpay")) {
      throw new IllegalArgumentException("--provider must be wechatpay, ecpay, alipay or unionpay");
    }
    if (options.containsKey("--txn-time") && !provider.equals("unionpay")) {
      throw new IllegalArgumentException("--txn-time goes with --provider unionpay only");
    }
    if (options.containsKey("--app-id") && !provider.equals("wechatpay")) {
      throw new IllegalArgumentException("--app-id goes with --provider wechatpay only");
    }
    Path folder = Path.of(needed("--credentials", options.getOrDefault("--credentials", "")));
    return switch (provider) {
      case "ecpay" -> ecpay(folder);
      case "alipay" -> alipay(folder);
      case "unionpay" -> unionPay(folder);
      default -> weChatPay(folder);
    };
  }

  private Attacks ecpay(Path folder) {
    EcpayAttacks attacks =
        EcpayAttacks.fromCredentials(folder)
            .order(
                options.getOrDefault("--order", EcpayAttacks.USUAL_ORDER), number("--total", 100));
    String victim = options.get("--victim");
    return victim == null ? attacks : attacks.victim(victim);
  }

  private Attacks alipay(Path folder) {
    AlipayAttacks attacks = AlipayAttacks.fromCredentials(folder);
    String order = options.getOrDefault("--order", AlipayAttacks.USUAL_ORDER);
    attacks = attacks.order(order, number("--total", 100));
    String victim = options.get("--victim");
    return victim == null ? attacks : attacks.victim(victim);
  }

  private Attacks unionPay(Path folder) {
    String order = options.getOrDefault("--order", UnionPayAttacks.USUAL_ORDER);
    String time = options.getOrDefault("--txn-time", UnionPayAttacks.USUAL_TIME);
    String victim = options.getOrDefault("--victim", order);
    return UnionPayAttacks.fromCredentials(folder)
        .order(order, number("--total", 100))
        .victim(victim)
        .txnTime(time);
  }

  private Attacks weChatPay(Path folder) {
    WeChatPayAttacks attacks =
        WeChatPayAttacks.fromCredentials(folder)
            .order(
                options.getOrDefault("--order", WeChatPayAttacks.USUAL_ORDER),
                number("--total", 100));
    String victim = options.get("--victim");
    String app = options.get("--app-id");
    attacks = victim == null ? attacks : attacks.victim(victim);
    return app == null ? attacks : attacks.appId(app);
  }

  private long number(String name, long otherwise) {
    String text = options.get(name);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException(name + " must be a whole number from 1");
    }
    return Long.parseLong(text);
  }

  private static String needed(String name, String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }
}
