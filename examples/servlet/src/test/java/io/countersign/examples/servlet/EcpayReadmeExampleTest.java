// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.ReceivedRequest;
import io.countersign.Refund;
import io.countersign.ShowVoucher;
import io.countersign.ecpay.EcpayClient;
import io.countersign.ecpay.EcpayConfig;
import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.ecpay.SignedForm;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EcpayReadmeExampleTest {

  private static final Pattern INPUT =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\">");
  private static final Pattern ACTION = Pattern.compile("action=\"([^\"]+)\"");

  /** At noon in Taipei, far from the hour of captures; payment ids take the machine's time. */
  private final SandboxClock clock =
      SandboxClock.drivenFrom(Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(4)));

  private final Sandbox sandbox = Sandbox.builder().clock(clock).start();
  private final EcpayMerchant merchant = sandbox.ecpay().openMerchant();
  private final EcpayReadmeExample shop =
      new EcpayReadmeExample(
          EcpayClient.of(
              EcpayConfig.fromEnvironment(merchant.environment()).toBuilder()
                  .clock(clock)
                  .notifyUrl(URI.create("https://shop.example.com/notify/ecpay"))
                  .build()));

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void thePageLeadsToEcpayAndTheMoneyShips() throws Exception {
    String number = ordered();
    merchant.payByCard(number);

    assertThat(shop.notified(received(merchant.resultNotification(number))).acknowledged())
        .isTrue();
    assertThat(shop.shipped()).containsOnlyKeys(number);
  }

  @Test
  void anAccountThatWasIssuedShipsNothingBeforeItIsPaid() {
    ShowVoucher.BankAccount account = shop.account();
    String number = shop.orders().keySet().iterator().next();

    assertThat(account.bankCode()).matches("[0-9]{3}");
    assertThat(account.account()).matches("[0-9]{10,16}");
    assertThat(shop.shipped()).isEmpty();
    assertThat(merchant.order(number)).isPresent();
  }

  @Test
  void aPartIsGivenBackOnceByThePlan() throws Exception {
    String number = ordered();
    merchant.payByCard(number);
    shop.notified(received(merchant.resultNotification(number)));
    // Past any capture: what is captured is refunded in part by one step.
    clock.advance(Duration.ofHours(24));

    Outcome<Refund> outcome =
        shop.giveBack(
            shop.shipped().get(number).ref(), Money.of("20", "TWD"), Money.ofMinor(0, "TWD"));

    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
  }

  private String ordered() throws IOException, InterruptedException {
    String page = shop.page(URI.create("https://shop.example.com/done"), "bm9uY2Utbm9uY2Utbm9u");
    Matcher action = ACTION.matcher(page);
    assertThat(action.find()).isTrue();
    StringJoiner form = new StringJoiner("&");
    Matcher inputs = INPUT.matcher(page);
    while (inputs.find()) {
      form.add(inputs.group(1) + "=" + URLEncoder.encode(inputs.group(2), StandardCharsets.UTF_8));
    }
    HttpResponse<String> cashier =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(action.group(1)))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(cashier.statusCode()).describedAs(cashier.body()).isEqualTo(302);
    return shop.orders().keySet().iterator().next();
  }

  private ReceivedRequest received(SignedForm form) {
    return ReceivedRequest.of(
        Map.of("Content-Type", List.of("application/x-www-form-urlencoded")),
        form.body(),
        clock.instant());
  }
}
