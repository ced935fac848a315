// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The READMEs' table of what is served, made from what the contract saw done at each provider. */
final class CapabilityTable {

  private static final String BEGINS = "<!-- table: capabilities -->";
  private static final String ENDS = "<!-- end table -->";

  private static final Map<String, List<String>> NAMES =
      Map.of(
          "wechatpay", List.of("WeChat Pay", "微信支付"),
          "ecpay", List.of("ECPay", "绿界 ECPay"),
          "alipay", List.of("Alipay", "支付宝"),
          "unionpay", List.of("UnionPay", "银联"));

  private static final Map<String, List<String>> SCENES = new LinkedHashMap<>();

  static {
    SCENES.put("qr-code", List.of("QR code the payer scans", "用户扫二维码"));
    SCENES.put("in-wallet", List.of("In the wallet (JSAPI, mini program)", "钱包内（JSAPI、小程序）"));
    SCENES.put("mobile-page", List.of("Page on the phone", "手机网页"));
    SCENES.put("web-page", List.of("Page on a desktop", "电脑网页"));
    SCENES.put("in-app", List.of("In the shop's own app", "商家 App"));
    SCENES.put("payment-code", List.of("Payment code the shop scans", "付款码（商家扫用户）"));
    SCENES.put("voucher-bank-account", List.of("Account to transfer to (ATM)", "转账用的银行账号（ATM）"));
    SCENES.put("voucher-store-code", List.of("Code to pay in a convenience store", "便利店缴费代码"));
    SCENES.put(
        "voucher-store-barcode", List.of("Barcodes to pay in a convenience store", "便利店缴费条码"));
  }

  private CapabilityTable() {}

  /** The table, in English (0) or Chinese (1). */
  static List<String> rendered(int language) throws IOException {
    List<String> table = new ArrayList<>();
    table.add(
        language == 0
            ? "| Provider | Scene | Direct | On behalf of a sub-merchant | Refund | Statement |"
            : "| 渠道 | 场景 | 直连商户 | 服务商代特约商户 | 退款 | 对账单 |");
    table.add("|---|---|---|---|---|---|");
    for (String provider : List.of("wechatpay", "ecpay", "alipay", "unionpay")) {
      Map<String, String> done = done(provider);
      for (String scene : SCENES.keySet()) {
        String direct = done.getOrDefault("direct " + scene, "");
        String onBehalf = done.getOrDefault("on-behalf " + scene, "");
        if (!direct.isEmpty() || !onBehalf.isEmpty()) {
          table.add(
              "| "
                  + String.join(
                      " | ",
                      NAMES.get(provider).get(language),
                      SCENES.get(scene).get(language),
                      mark(direct, "pay"),
                      mark(onBehalf, "pay"),
                      mark(direct + onBehalf, "refund"),
                      mark(direct + onBehalf, "statement"))
                  + " |");
        }
      }
    }
    return table;
  }

  /** The lines of a README's table. */
  static List<String> shown(Path readme) throws IOException {
    List<String> lines = Files.readAllLines(readme);
    int begins = lines.indexOf(BEGINS);
    int ends = lines.indexOf(ENDS);
    return begins < 0 || ends < begins ? List.of() : lines.subList(begins + 1, ends);
  }

  /** Puts a table into a README. */
  static void show(Path readme, List<String> table) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(readme));
    int begins = lines.indexOf(BEGINS);
    lines.subList(begins + 1, lines.indexOf(ENDS)).clear();
    lines.addAll(begins + 1, table);
    Files.write(readme, lines);
  }

  private static String mark(String done, String what) {
    return done.contains(what) ? "✓" : "–";
  }

  /** What was done, by "for whom" and scene. */
  private static Map<String, String> done(String provider) throws IOException {
    Map<String, String> done = new LinkedHashMap<>();
    Path file = Path.of("..", "..", provider, "capabilities.txt");
    if (Files.exists(file)) {
      try (Stream<String> lines = Files.lines(file)) {
        lines.forEach(
            line -> {
              String[] parts = line.substring(provider.length() + 1).split(": ", 2);
              done.put(parts[0], parts[1]);
            });
      }
    }
    return done;
  }
}
