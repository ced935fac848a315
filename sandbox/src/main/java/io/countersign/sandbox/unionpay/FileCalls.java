// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The calls for the settlement file and for the certificate that encrypts. */
final class FileCalls {
  private static final LocalTime READY = LocalTime.of(9, 0);

  private FileCalls() {}

  static Map<String, String> settlement(Call call) throws Refusal {
    String settleDate = call.text("settleDate");
    Map<String, String> answer = new LinkedHashMap<>();
    answer.put("settleDate", settleDate);
    answer.put("fileType", call.text("fileType"));
    Optional<LocalDate> day = day(call, settleDate);
    if (day.isEmpty()) {
      throw new Refusal("98", "a file is ready on the day after its clearing day, at 09:00");
    }
    SettlementFile file = new SettlementFile(call.account(), call.text("merId"), day.get());
    if (file.empty()) {
      throw new Refusal("98", "nothing was cleared on that day");
    }
    answer.put("fileName", file.name());
    answer.put("fileContent", file.content());
    if (call.account().keys.method.certificates()) {
      answer.put("certId", call.account().keys.signing().certId());
    }
    return answer;
  }

  /** The latest such day that is ready; its year is not named. */
  private static Optional<LocalDate> day(Call call, String settleDate) throws Refusal {
    MonthDay named;
    try {
      named =
          MonthDay.of(
              Integer.parseInt(settleDate.substring(0, 2)),
              Integer.parseInt(settleDate.substring(2)));
    } catch (DateTimeException e) {
      throw Refusal.format("settleDate", "is no day like 0301");
    }
    int year = Numbers.clearingDay(call.now()).getYear();
    boolean ahead = named.atYear(year).isAfter(Numbers.clearingDay(call.now()));
    LocalDate day = named.atYear(ahead ? year - 1 : year);
    boolean ready = !call.now().isBefore(day.plusDays(1).atTime(READY).toInstant(Numbers.BEIJING));
    return ready ? Optional.of(day) : Optional.empty();
  }

  static Map<String, String> encryption(Call call) throws Refusal {
    if (call.account().keys.method != SignMethod.RSA) {
      throw new Refusal("32", "this call is for signMethod 01 only");
    }
    Map<String, String> answer = new LinkedHashMap<>();
    answer.put("certType", call.text("certType"));
    answer.put("encryptPubKeyCert", Pem.wire(call.account().keys.encryption().certificate()));
    return answer;
  }
}
