// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.interop.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import com.alipay.api.AlipayApiException;
import com.alipay.api.AlipayRequest;
import com.alipay.api.AlipayResponse;
import com.alipay.api.request.AlipayFundTransUniTransferRequest;
import com.alipay.api.request.AlipayTradeAppPayRequest;
import com.alipay.api.request.AlipayTradeCancelRequest;
import com.alipay.api.request.AlipayTradeCloseRequest;
import com.alipay.api.request.AlipayTradeFastpayRefundQueryRequest;
import com.alipay.api.request.AlipayTradePagePayRequest;
import com.alipay.api.request.AlipayTradePayRequest;
import com.alipay.api.request.AlipayTradePrecreateRequest;
import com.alipay.api.request.AlipayTradeQueryRequest;
import com.alipay.api.request.AlipayTradeRefundRequest;
import com.alipay.api.response.AlipayTradeFastpayRefundQueryResponse;
import com.alipay.api.response.AlipayTradePayResponse;
import com.alipay.api.response.AlipayTradePrecreateResponse;
import com.alipay.api.response.AlipayTradeQueryResponse;
import com.alipay.api.response.AlipayTradeRefundResponse;
import io.countersign.sandbox.alipay.AlipayGateway;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.alipay.AlipaySetup;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.sandbox.alipay.OrderView;
import io.countersign.sandbox.alipay.PayerBehaviour;
import io.countersign.sandbox.junit.SandboxExtension;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The sandbox takes what the official SDK sends, and the official SDK believes its answers. */
class SdkAgainstSandboxTest {
  @RegisterExtension static SandboxExtension sandbox = SandboxExtension.alipay();

  private static final Pattern ACTION = Pattern.compile("action=\"([^\"]*)\"");
  private static final Pattern CONTENT = Pattern.compile("name=\"biz_content\" value=\"([^\"]*)\"");

  private final HttpClient browser = HttpClient.newHttpClient();

  /** How an application proves itself. */
  enum Keys {
    PUBLIC_KEY(AlipaySetup.usual()),
    CERTIFICATES(AlipaySetup.usual().certificates());

    private final AlipaySetup setup;

    Keys(AlipaySetup setup) {
      this.setup = setup;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCodeIsShownPaidAskedAboutAndGivenBack(Keys keys, AlipayGateway gateway) throws Exception {
    AlipayMerchant merchant = gateway.openMerchant(keys.setup);
    Sdk sdk = Sdk.of(gateway, merchant);
    AlipayTradePrecreateResponse code =
        sdk.call(
            with(
                new AlipayTradePrecreateRequest(),
                "{\"out_trade_no\":\"A1\",\"total_amount\":\"1.00\",\"subject\":\"一杯茶 🍵 +~'\"}"));
    assertThat(code.isSuccess()).as(code.getBody()).isTrue();
    assertThat(code.getQrCode()).startsWith("http");

    merchant.pay("A1");
    AlipayTradeQueryResponse paid =
        sdk.call(with(new AlipayTradeQueryRequest(), "{\"out_trade_no\":\"A1\"}"));
    assertThat(paid.getTradeStatus()).isEqualTo("TRADE_SUCCESS");
    assertThat(paid.getTotalAmount()).isEqualTo("1.00");

    AlipayTradeRefundResponse refund =
        sdk.call(
            with(
                new AlipayTradeRefundRequest(),
                "{\"out_trade_no\":\"A1\",\"refund_amount\":\"0.40\",\"out_request_no\":\"R1\"}"));
    assertThat(refund.getFundChange()).isEqualTo("Y");
    AlipayTradeFastpayRefundQueryResponse found =
        sdk.call(
            with(
                new AlipayTradeFastpayRefundQueryRequest(),
                "{\"out_trade_no\":\"A1\",\"out_request_no\":\"R1\"}"));
    assertThat(found.getRefundStatus()).isEqualTo("REFUND_SUCCESS");
    assertThat(found.getRefundAmount()).isEqualTo("0.40");
    assertThat(merchant.refundedOf("A1")).isEqualTo(40);
  }

  @ParameterizedTest
  @EnumSource
  void anOrderIsClosedAndACodeIsCancelled(Keys keys, AlipayGateway gateway) throws Exception {
    AlipayMerchant merchant = gateway.openMerchant(keys.setup);
    Sdk sdk = Sdk.of(gateway, merchant);
    for (String number : new String[] {"A1", "A2"}) {
      sdk.call(
          with(
              new AlipayTradePrecreateRequest(),
              "{\"out_trade_no\":\"" + number + "\",\"total_amount\":\"1.00\",\"subject\":\"茶\"}"));
      merchant.begin(number);
    }

    assertThat(
            sdk.call(with(new AlipayTradeCloseRequest(), "{\"out_trade_no\":\"A1\"}")).isSuccess())
        .isTrue();
    assertThat(
            sdk.call(with(new AlipayTradeCancelRequest(), "{\"out_trade_no\":\"A2\"}")).getAction())
        .isEqualTo("close");
    assertThat(merchant.order("A1").map(OrderView::state))
        .isEqualTo(merchant.order("A2").map(OrderView::state))
        .hasValue(OrderView.State.TRADE_CLOSED);
  }

  @ParameterizedTest
  @EnumSource
  void aPageIsOpenedByFormAndByLink(Keys keys, AlipayGateway gateway) throws Exception {
    AlipayMerchant merchant = gateway.openMerchant(keys.setup);
    Sdk sdk = Sdk.of(gateway, merchant);
    String order =
        "{\"out_trade_no\":\"%s\",\"total_amount\":\"1.00\",\"subject\":\"茶 \\\"<b>\\\" 🍵\","
            + "\"product_code\":\"FAST_INSTANT_TRADE_PAY\"}";
    AlipayTradePagePayRequest byForm =
        with(new AlipayTradePagePayRequest(), String.format(order, "A1"));
    byForm.setReturnUrl("https://shop.example.com/back?a=1&b=2");
    byForm.setNotifyUrl("https://shop.example.com/notify");
    String html = sdk.page(byForm, "POST");

    assertThat(submit(html)).isEqualTo(302);
    merchant.pay("A1");
    assertThat(
            get(
                URI.create(
                    sdk.page(
                        with(new AlipayTradePagePayRequest(), String.format(order, "A2")), "GET"))))
        .isEqualTo(302);
    assertThat(merchant.paymentsOf("A1")).isEqualTo(1);
    assertThat(merchant.order("A2")).isPresent();
  }

  @ParameterizedTest
  @EnumSource
  void anAppOpensTheirOrderString(Keys keys, AlipayGateway gateway) throws Exception {
    AlipayMerchant merchant = gateway.openMerchant(keys.setup);
    RandomText random = new RandomText(11);
    for (int round = 0; round < 50; round++) {
      AlipayTradeAppPayRequest request =
          with(
              new AlipayTradeAppPayRequest(),
              "{\"out_trade_no\":\"A"
                  + round
                  + "\",\"total_amount\":\"1.00\",\"product_code\":\"QUICK_MSECURITY_PAY\","
                  + "\"subject\":\""
                  + random.subject(60).replace("\\", "\\\\").replace("\"", "\\\"")
                  + "\"}");
      merchant.openInApp(Sdk.of(gateway, merchant).orderString(request));
      assertThat(merchant.order("A" + round)).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPaymentCodeIsCharged(Keys keys, AlipayGateway gateway) throws Exception {
    AlipayMerchant merchant = gateway.openMerchant(keys.setup);
    AlipayTradePayResponse paid =
        Sdk.of(gateway, merchant)
            .call(
                with(
                    new AlipayTradePayRequest(),
                    "{\"out_trade_no\":\"A1\",\"total_amount\":\"1.00\",\"subject\":\"茶\","
                        + "\"scene\":\"bar_code\",\"auth_code\":\""
                        + merchant.paymentCode(PayerBehaviour.PAYS_AT_ONCE)
                        + "\"}"));

    assertThat(paid.getCode()).isEqualTo("10000");
    assertThat(merchant.paymentsOf("A1")).isEqualTo(1);
  }

  @Test
  void theContentIsEncryptedBothWays(AlipayGateway gateway, AlipayMerchant merchant)
      throws Exception {
    AlipayTradePrecreateRequest request =
        with(
            new AlipayTradePrecreateRequest(),
            "{\"out_trade_no\":\"A1\",\"total_amount\":\"1.00\",\"subject\":\"一杯茶 🍵\"}");
    request.setNeedEncrypt(true);

    AlipayTradePrecreateResponse code = Sdk.encrypting(gateway, merchant).call(request);

    assertThat(code.isSuccess()).as(code.getBody()).isTrue();
    assertThat(code.getQrCode()).startsWith("http");
  }

  @Test
  void moneyIsTransferredAndTheirOldCertificateIsReplaced(AlipayGateway gateway) throws Exception {
    AlipayMerchant merchant =
        gateway.openMerchant(AlipaySetup.usual().certificates().balance(10_000));
    Sdk sdk = Sdk.of(gateway, merchant);
    merchant.rotateAlipayCertificate();

    assertThat(
            sdk.call(
                    with(
                        new AlipayFundTransUniTransferRequest(),
                        "{\"out_biz_no\":\"T1\",\"trans_amount\":\"1.00\","
                            + "\"product_code\":\"TRANS_ACCOUNT_NO_PWD\","
                            + "\"biz_scene\":\"DIRECT_TRANSFER\",\"order_title\":\"退还\","
                            + "\"payee_info\":{\"identity\":\""
                            + merchant.payerUserId()
                            + "\",\"identity_type\":\"ALIPAY_USER_ID\"}}"))
                .getStatus())
        .isEqualTo("SUCCESS");
  }

  /** What this library must not copy: the official client believes a failure that nobody signed. */
  @Test
  void theirClientBelievesAForgedNotExist(AlipayGateway gateway, AlipayMerchant merchant)
      throws Exception {
    Sdk sdk = Sdk.of(gateway, merchant);
    merchant.faults().once(Operation.QUERY, Fault.forgedNotExist());

    assertThat(
            sdk.call(with(new AlipayTradeQueryRequest(), "{\"out_trade_no\":\"A1\"}")).getSubCode())
        .isEqualTo("ACQ.TRADE_NOT_EXIST");
  }

  private static <T extends AlipayResponse, R extends AlipayRequest<T>> R with(
      R request, String content) throws AlipayApiException {
    try {
      request.getClass().getMethod("setBizContent", String.class).invoke(request, content);
      return request;
    } catch (ReflectiveOperationException changed) {
      throw new AssertionError("their requests take biz_content", changed);
    }
  }

  private int submit(String html) throws IOException, InterruptedException {
    Matcher action = ACTION.matcher(html);
    Matcher content = CONTENT.matcher(html);
    assertThat(action.find() && content.find()).as(html).isTrue();
    return browser
        .send(
            HttpRequest.newBuilder(URI.create(unescaped(action.group(1))))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "biz_content="
                            + URLEncoder.encode(
                                unescaped(content.group(1)), StandardCharsets.UTF_8)))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private int get(URI page) throws IOException, InterruptedException {
    return browser
        .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static String unescaped(String attribute) {
    return attribute.replace("&quot;", "\"").replace("&amp;", "&");
  }
}
