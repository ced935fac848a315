// SPDX-License-Identifier: Apache-2.0
package shop;

import io.countersign.ExpectedPayment;
import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedRequest;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.ShowVoucher;
import io.countersign.VoucherKind;
import io.countersign.alipay.AlipayClient;
import io.countersign.ecpay.EcpayClient;
import io.countersign.http.Headers;
import io.countersign.http.HttpTransport;
import io.countersign.unionpay.UnionPayClient;
import io.countersign.wechatpay.WeChatPayClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Sells one pot of tea by each provider. It says what it did in lines on the standard output and reads from the
 * standard input when to go on.
 */
public final class Main {

  private Main() {}

  /**
   * Runs.
   *
   * @param arguments a folder that holds {@code environment.properties} and later the notification
   * @throws IOException if a file cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    BufferedReader turn =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    WeChatPayClient wechat =
        WeChatPayClient.fromEnvironment(read(folder.resolve("environment.properties")));
    PaymentRequest<ShowQrCode> tea =
        PaymentRequest.in(Scene.qrCode())
            .id(PaymentId.next())
            .amount(Money.of("25.00", "CNY"))
            .description("One pot of tea")
            .build();
    PaymentRef ref = PaymentRef.parse(wechat.ref(tea).toString());
    System.out.println("code " + wechat.create(tea).orElseThrow().content());

    turn.readLine();
    List<Payment> shipped = new ArrayList<>();
    Headers.Builder headers = Headers.builder();
    read(folder.resolve("headers.properties")).forEach(headers::add);
    ReceivedReply reply =
        wechat
            .notifications()
            .handle(
                ReceivedRequest.of(
                    headers.build(),
                    Files.readAllBytes(folder.resolve("body")),
                    Instant.now()),
                number ->
                    number.equals(ref.number())
                        ? Optional.of(ExpectedPayment.of(ref))
                        : Optional.empty(),
                (payment, delivery) -> shipped.add(payment));
    System.out.println("notified " + reply.status() + " shipped " + shipped.size());
    System.out.println("found " + wechat.find(ref).orElseThrow().state());
    System.out.println(
        "refunded "
            + wechat
                .refund(RefundRequest.of(ref, "R1", Money.of("5.00", "CNY")))
                .orElseThrow()
                .amount());
    sellByEcpay(folder, turn);
    sellByAlipay(folder, turn);
    sellByUnionPay(folder, turn);
    System.out.println(
        "module " + Main.class.getModule().isNamed() + " " + HttpTransport.class.getModule());
    System.out.println("transport " + HttpTransport.shared().getClass().getSimpleName());
  }

  private static void sellByEcpay(Path folder, BufferedReader turn) throws IOException {
    EcpayClient ecpay = EcpayClient.fromEnvironment(read(folder.resolve("ecpay.properties")));
    PaymentRequest<OpenPage> page =
        PaymentRequest.in(Scene.webPage(URI.create("https://shop.example.com/done")))
            .id(PaymentId.next())
            .amount(Money.of("120", "TWD"))
            .description("烏龍茶一壺")
            .build();
    System.out.println("form " + (ecpay.create(page).orElseThrow() instanceof OpenPage.PostForm));
    PaymentRequest<ShowVoucher> tea =
        PaymentRequest.in(Scene.voucher(VoucherKind.STORE_CODE))
            .id(PaymentId.next())
            .amount(Money.of("120", "TWD"))
            .description("烏龍茶一壺")
            .build();
    ecpay.create(tea).orElseThrow();
    System.out.println("voucher " + tea.id().number());
    turn.readLine();
    System.out.println("ECPay found " + ecpay.find(ecpay.ref(tea)).orElseThrow().state());
  }

  private static void sellByAlipay(Path folder, BufferedReader turn) throws IOException {
    AlipayClient alipay = AlipayClient.fromEnvironment(read(folder.resolve("alipay.properties")));
    PaymentRequest<ShowQrCode> tea =
        PaymentRequest.in(Scene.qrCode())
            .id(PaymentId.next())
            .amount(Money.of("25.00", "CNY"))
            .description("一壶茶")
            .build();
    alipay.create(tea).orElseThrow();
    System.out.println("scan " + tea.id().number());
    turn.readLine();
    System.out.println("Alipay found " + alipay.find(alipay.ref(tea)).orElseThrow().state());
  }

  private static void sellByUnionPay(Path folder, BufferedReader turn) throws IOException {
    Map<String, String> environment = read(folder.resolve("unionpay.properties"));
    UnionPayClient unionPay = UnionPayClient.fromEnvironment(environment);
    PaymentRequest<ShowQrCode> tea =
        PaymentRequest.in(Scene.qrCode())
            .id(PaymentId.next())
            .amount(Money.of("25.00", "CNY"))
            .description("一壶茶")
            .build();
    unionPay.create(tea).orElseThrow();
    System.out.println("show " + tea.id().number());
    turn.readLine();
    System.out.println("UnionPay found " + unionPay.find(unionPay.ref(tea)).orElseThrow().state());
    environment.keySet().removeAll(List.of("UNIONPAY_ROOT_CERT", "UNIONPAY_MIDDLE_CERT"));
    environment.put("UNIONPAY_ENDPOINT", "production");
    System.out.println(
        "trusted "
            + UnionPayClient.fromEnvironment(environment).keyExpiries().stream()
                .filter(key -> key.purpose().startsWith("trusted"))
                .count());
  }

  private static Map<String, String> read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    Map<String, String> map = new TreeMap<>();
    properties.forEach((name, value) -> map.put((String) name, (String) value));
    return map;
  }
}
