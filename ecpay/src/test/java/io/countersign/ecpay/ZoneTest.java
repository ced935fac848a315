// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Evidence;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import io.countersign.StatementRow;
import io.countersign.VoucherKind;
import io.countersign.spi.FormFields;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every time of ECPay's is Taipei's, wherever this machine stands and whatever it speaks. */
class ZoneTest {
  private static final Instant MADE = Instant.parse("2026-03-08T15:59:58Z");
  private final TimeZone zone = TimeZone.getDefault();
  private final Locale locale = Locale.getDefault();

  @AfterEach
  void restore() {
    TimeZone.setDefault(zone);
    Locale.setDefault(locale);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "Asia/Taipei", "America/New_York", "Pacific/Kiritimati"})
  void timesAreReadAndWrittenAlikeEverywhere(String id) {
    TimeZone.setDefault(TimeZone.getTimeZone(id));
    Locale.setDefault(Locale.forLanguageTag("tr-TR"));

    // On the eighth of March clocks in New York are put forward.
    assertThat(TaipeiTime.text(MADE)).isEqualTo("2026/03/08 23:59:58");
    assertThat(TaipeiTime.parse("2026/03/08 02:30:00"))
        .contains(Instant.parse("2026-03-07T18:30:00Z"));
    assertThat(Validity.accountDays(MADE, Instant.parse("2026-03-10T15:59:59Z"))).isEqualTo(2);
    assertThat(Validity.accountDays(MADE.plusSeconds(2), Instant.parse("2026-03-10T15:59:59Z")))
        .isEqualTo(1);
    assertThat(paidAt()).isEqualTo("2026-11-21T04:59:00Z");
    assertThat(accountEnds()).isEqualTo("2026-03-11T15:59:59Z");
    assertThat(rowAt()).isEqualTo("2026-03-07T18:30:00Z");
  }

  private static EcpayConfig.Builder config() {
    return EcpayConfig.builder()
        .merchantId("3002607")
        .keys(Vector.key("K1").hashKey(), Vector.key("K1").hashIv())
        .notifyUrl(Shop.NOTIFY_URL)
        .clock(Clock.fixed(Instant.parse("2026-03-09T00:00:00Z"), ZoneOffset.UTC));
  }

  private static String paidAt() {
    EcpayConfig config = config().build();
    Evidence evidence = Evidence.of(Evidence.Kind.SIGNED_NOTIFICATION, MADE);
    FormFields fields = Posted.paid("3002607", "T1");
    PaymentRef ref = PaymentRef.of(EcpayClient.PROVIDER, new PaymentId("T1", MADE), Shop.HUNDRED);
    return PaymentReport.ofNotification(Merchant.of(config), fields, evidence)
        .about(ref)
        .paidAt()
        .orElseThrow()
        .toString();
  }

  private static String accountEnds() {
    FormFields fields =
        new FormFields()
            .put("BankCode", "005")
            .put("vAccount", "9103522175887271")
            .put("ExpireDate", "2026/03/11");
    return IssuedVoucher.ofForm(SignedAnswer.reported(fields)).orElseThrow().payBefore().toString();
  }

  private static String rowAt() {
    FileGateway gateway =
        FileGateway.giving("廠商訂單編號,綠界訂單編號,交易金額,付款日期\nT1,1,100,2026/03/08 02:30:00\n");
    List<StatementRow> rows = new ArrayList<>();
    EcpayClient.of(config().transport(gateway).build())
        .readStatement(LocalDate.of(2026, 3, 8), rows::add);
    return rows.get(0).at().toString();
  }

  @Test
  void aVouchersDaysAreCountedFromTheDayOfTheCallInTaipei() {
    TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
    EcpayConfig config = config().build();
    PaymentRequest<?> request =
        PaymentRequest.in(Scene.voucher(VoucherKind.BANK_ACCOUNT))
            .id(new PaymentId("T1", MADE))
            .amount(Shop.HUNDRED)
            .description("tea")
            .payBefore(Instant.parse("2026-03-12T15:59:59Z"))
            .build();
    VoucherFields fields = new VoucherFields(config, Merchant.of(config));

    assertThat(fields.draft(request, MADE).data().get("ATMInfo")).hasToString("{ExpireDate=4}");
    assertThat(fields.draft(request, MADE.plusSeconds(2)).data().get("ATMInfo"))
        .hasToString("{ExpireDate=3}");
  }
}
