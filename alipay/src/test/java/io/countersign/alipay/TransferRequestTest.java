// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PersonalText;
import io.countersign.spi.JsonText;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a payment to a user must be made of before anything is sent. */
class TransferRequestTest {
  private static final PersonalText USER = PersonalText.of("2088102534368455");
  private static final PersonalText NAME = PersonalText.of("张三");
  private static final TransferAccount PAYEE = TransferAccount.userId(USER);

  static TransferRequest.Builder three() {
    return TransferRequest.to(PAYEE)
        .number("T20260701001")
        .amount(Money.of("3.00", "CNY"))
        .title("三月佣金");
  }

  @Test
  void everyFieldReachesTheWireUnderAlipaysName() {
    TransferRequest request =
        TransferRequest.to(
                TransferAccount.logonId(PersonalText.of("a@example.com"), NAME)
                    .field("cert_type", "\"IDENTITY_CARD\"")
                    .field("ext_info", "{\"a\":\"b\"}"))
            .kind(TransferKind.OPENED_RED_PACKET)
            .number("T-1_x")
            .amount(Money.of("0.01", "CNY"))
            .title("红包")
            .remark("谢谢")
            .payer(
                TransferAccount.openId(
                    PersonalText.of("074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5")))
            .originalOrder("20260701110070001502290000000001")
            .scene("现金营销")
            .report("活动名称", "春日有礼")
            .report("奖励说明", "写评价")
            .showPayerAlias()
            .attachment("order 7")
            .field("sign_data", "{\"ori_sign\":\"x\"}")
            .build();

    assertThat(JsonText.write(request.content()))
        .isEqualTo(
            "{\"out_biz_no\":\"T-1_x\",\"trans_amount\":\"0.01\",\"product_code\":\"STD_RED_PACKET\","
                + "\"biz_scene\":\"PERSONAL_COLLECTION\",\"order_title\":\"红包\","
                + "\"payee_info\":{\"identity\":\"a@example.com\",\"identity_type\":\"ALIPAY_LOGON_ID\","
                + "\"name\":\"张三\",\"cert_type\":\"IDENTITY_CARD\",\"ext_info\":{\"a\":\"b\"}},"
                + "\"payer_info\":{\"identity\":\"074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5\","
                + "\"identity_type\":\"ALIPAY_OPEN_ID\"},"
                + "\"original_order_id\":\"20260701110070001502290000000001\",\"remark\":\"谢谢\","
                + "\"business_params\":\"{\\\"sub_biz_scene\\\":\\\"REDPACKET\\\","
                + "\\\"payer_show_name_use_alias\\\":\\\"true\\\"}\","
                + "\"transfer_scene_name\":\"现金营销\",\"transfer_scene_report_infos\":["
                + "{\"info_type\":\"活动名称\",\"info_content\":\"春日有礼\"},"
                + "{\"info_type\":\"奖励说明\",\"info_content\":\"写评价\"}],"
                + "\"passback_params\":\"order 7\",\"sign_data\":{\"ori_sign\":\"x\"}}");
  }

  @Test
  void whatIsNotGivenIsNotSent() {
    assertThat(three().build().content().keySet())
        .containsExactly(
            "out_biz_no", "trans_amount", "product_code", "biz_scene", "order_title", "payee_info");
  }

  @Test
  void aPaymentIsOfTenFenAtLeastAndARedPacketOfOne() {
    assertThat(three().amount(Money.of("0.10", "CNY")).build().amount().minorUnits()).isEqualTo(10);
    refused("amount", () -> three().amount(Money.of("0.09", "CNY")).build());
    assertThat(three().kind(TransferKind.RED_PACKET).amount(Money.of("0.01", "CNY")).build().kind())
        .isEqualTo(TransferKind.RED_PACKET);
    assertThat(three().amount(Money.of("100000000.00", "CNY")).build().content())
        .containsEntry("trans_amount", "100000000.00");
    refused("amount", () -> three().amount(Money.of("100000000.01", "CNY")).build());
    refused("amount", () -> three().amount(Money.of("-3.00", "CNY")).build());
    refused("amount", () -> three().amount(Money.ofMinor(300, "TWD")).build());
    assertThat(three().amount(Money.of("21474836.48", "CNY")).build().content())
        .containsEntry("trans_amount", "21474836.48");
  }

  @Test
  void theRequiredPartsAreNamedWhenTheyAreMissing() {
    refused("number", () -> TransferRequest.to(PAYEE).build());
    refused("amount", () -> TransferRequest.to(PAYEE).number("T1").build());
    refused(
        "title",
        () -> TransferRequest.to(PAYEE).number("T1").amount(Money.of("3.00", "CNY")).build());
    refused("payer", () -> three().kind(TransferKind.OPENED_RED_PACKET).build());
  }

  @Test
  void payeeAndKindFitTogether() {
    TransferAccount card = TransferAccount.bankCard(PersonalText.of("6222000000000000"), NAME);

    refused("payee", () -> three().kind(TransferKind.BANK_CARD).build());
    refused(
        "payee",
        () ->
            TransferRequest.to(card)
                .number("T1")
                .amount(Money.of("3.00", "CNY"))
                .title("x")
                .build());
  }

  @Test
  void numbersTextsAndAccountsKeepTheirRules() {
    refused("out_biz_no", () -> three().number("T 1"));
    refused("out_biz_no", () -> three().number("x".repeat(65)));
    refused("order_title", () -> three().title("好".repeat(129)));
    refused("order_title", () -> three().title("  "));
    refused("remark", () -> three().remark("x".repeat(201)));
    refused("remark", () -> three().remark("half \uD83D an emoji"));
    for (String smuggled : List.of("a&trans_amount=1&status=SUCCESS", "x&sign=y")) {
      refused("passback_params", () -> three().attachment(smuggled));
      refused("order_title", () -> three().title(smuggled));
    }
    refused("user id", () -> TransferAccount.userId(PersonalText.of("2088102534368")));
    refused("name", () -> TransferAccount.userId(USER).named(PersonalText.of("")));
  }

  @Test
  void aFieldHasOneSource() {
    refused("remark", () -> three().remark("a").field("remark", "\"b\"").build());
    refused("sign_data", () -> three().field("sign_data", "{}").field("sign_data", "{}"));
    refused("sign_data", () -> three().field("sign_data", "{"));
    refused("sign_data", () -> three().field("sign_data", "1,\"remark\":2"));
    refused("sign_data", () -> three().field("sign_data", "null"));
    refused(
        "name",
        () ->
            TransferRequest.to(TransferAccount.userId(USER).named(NAME).field("name", "\"b\""))
                .number("T1")
                .amount(Money.of("3.00", "CNY"))
                .title("x")
                .build());
  }

  @Test
  void nothingPersonalIsPrinted() {
    TransferAccount payee =
        TransferAccount.logonId(PersonalText.of("a@example.com"), NAME)
            .field("cert_no", "\"330102199901010011\"");
    TransferRequest request =
        TransferRequest.to(payee).number("T1").amount(Money.of("3.00", "CNY")).title("x").build();

    assertThat(request + " " + payee + " " + payee.identity() + payee.name())
        .contains("T1")
        .doesNotContain("a@example", "张三", "3301");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> TransferAccount.userId(PersonalText.of("13912345678")))
        .withMessageNotContaining("1391234");
  }

  private static void refused(String field, ThrowingCallable call) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .describedAs(field)
        .isThrownBy(call)
        .withMessageContaining(field);
  }
}
