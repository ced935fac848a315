// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.PayerAdvice;
import io.countersign.Rejection.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one of Alipay's codes proves about an operation, and what mends it. The tables are parted by
 * product, because one name means one thing of a payment and another of a refund: {@link
 * GatewayCodes}, {@link OrderCodes}, {@link TradeCodes}, {@link FundCodes}, {@link TransferCodes}.
 * What is not listed for an operation proves nothing about it. (支付宝开放平台, 公共错误码, each method's
 * 业务错误码.)
 */
final class ErrorCode {

  private static final String PREFIXES = " ACQ AQC isv isp aop ";

  /** What a refusal with a code proves, the most certain first. */
  enum Effect {
    /** The gateway refused before the method was reached; believed unsigned, too. */
    BEFORE_PROCESSING,
    /** By this request nothing happened, if it is signed. */
    NOTHING_HAPPENED,
    /** Not accepted, but may be later, if it is signed. */
    NOT_ACCEPTED_NOW,
    /** Done or taken already, or in doubt: only a question tells. */
    CONFLICT,
    /** Nobody knows. */
    OPEN
  }

  private final Effect effect;
  private final Reason reason;
  private final PayerAdvice advice;
  private final String remedy;
  private final String codes;

  private ErrorCode(Effect effect, Reason reason, PayerAdvice advice, String remedy, String codes) {
    this.effect = effect;
    this.reason = reason;
    this.advice = advice;
    this.remedy = remedy;
    this.codes = codes;
  }

  /**
   * One line of a table.
   *
   * @param codes without prefix, parted by blanks; a star stands for any letters
   */
  static ErrorCode row(
      Effect effect, Reason reason, PayerAdvice advice, String remedy, String codes) {
    return new ErrorCode(effect, reason, advice, remedy, codes);
  }

  /**
   * What a code proves about an operation; empty if it is not listed for it. Of a call that this
   * library has no method for, the most doubtful of all that the code may mean.
   *
   * @param code with or without prefix; OpenAPI v3 writes the gateway's without
   */
  static Optional<ErrorCode> of(Operation operation, String code) {
    String bare = bare(code);
    ErrorCode found = null;
    for (ErrorCode row : table(operation)) {
      if (row.names(bare) && (found == null || found.effect.compareTo(row.effect) < 0)) {
        found = row;
      }
    }
    return Optional.ofNullable(found);
  }

  /** All lines that hold for an operation. */
  static List<ErrorCode> table(Operation operation) {
    List<ErrorCode> rows = new ArrayList<>(GatewayCodes.rows());
    switch (operation) {
      case ORDER, PAYMENT_CODE -> rows.addAll(OrderCodes.rows());
      case FIND -> rows.addAll(TradeCodes.find());
      case CLOSE -> rows.addAll(TradeCodes.close());
      case CANCEL -> rows.addAll(TradeCodes.cancel());
      case REFUND -> rows.addAll(TradeCodes.refund());
      case FIND_REFUND -> rows.addAll(TradeCodes.findRefund());
      case SYNC -> rows.addAll(TradeCodes.sync());
      case STATEMENT -> rows.addAll(TradeCodes.statement());
      case FREEZE, FREEZE_CODE -> rows.addAll(FundCodes.freeze());
      case UNFREEZE -> rows.addAll(FundCodes.unfreeze());
      case FREEZE_CANCEL -> rows.addAll(FundCodes.cancelFreeze());
      case FIND_FREEZE -> rows.addAll(FundCodes.findFreeze());
      case SETTLE, FIND_SETTLE -> rows.addAll(FundCodes.settle());
      case RECEIVERS, FIND_RECEIVERS -> rows.addAll(FundCodes.receivers());
      case TRANSFER -> rows.addAll(TransferCodes.transfer());
      case FIND_TRANSFER -> rows.addAll(TransferCodes.findTransfer());
      case BALANCE -> rows.addAll(TransferCodes.balance());
      case CERTIFICATE, LOGIN, USER -> {}
      case RAW_READ, RAW_WRITE -> rows.addAll(all());
    }
    return rows;
  }

  private static List<ErrorCode> all() {
    List<ErrorCode> rows = new ArrayList<>();
    rows.addAll(OrderCodes.rows());
    rows.addAll(TradeCodes.find());
    rows.addAll(TradeCodes.close());
    rows.addAll(TradeCodes.cancel());
    rows.addAll(TradeCodes.refund());
    rows.addAll(TradeCodes.findRefund());
    rows.addAll(TradeCodes.sync());
    rows.addAll(TradeCodes.statement());
    rows.addAll(FundCodes.freeze());
    rows.addAll(FundCodes.unfreeze());
    rows.addAll(FundCodes.cancelFreeze());
    rows.addAll(FundCodes.findFreeze());
    rows.addAll(FundCodes.settle());
    rows.addAll(FundCodes.receivers());
    rows.addAll(TransferCodes.transfer());
    rows.addAll(TransferCodes.findTransfer());
    rows.addAll(TransferCodes.balance());
    return rows;
  }

  Effect effect() {
    return effect;
  }

  Reason reason() {
    return reason;
  }

  /** What the shop may tell the payer. */
  PayerAdvice advice() {
    return advice;
  }

  /** What the developer should do. */
  String remedy() {
    return remedy;
  }

  /** Whether this is the gateway's or the method's word for "there is no such thing". */
  boolean isNotFound() {
    return reason == Reason.NOT_FOUND;
  }

  /** The codes of this line. */
  List<String> codes() {
    return List.of(codes.split(" ", -1));
  }

  private boolean names(String bare) {
    for (String code : codes()) {
      boolean family = code.indexOf('*') >= 0;
      if (family ? fits(code, bare) : code.equals(bare)) {
        return true;
      }
    }
    return false;
  }

  /** A family of codes never takes in one that says itself that the end is not known. */
  private static boolean fits(String family, String bare) {
    int star = family.indexOf('*');
    int last = family.lastIndexOf('*');
    return bare.length() >= family.length()
        && bare.startsWith(family.substring(0, star))
        && bare.endsWith(family.substring(last + 1))
        && bare.contains(family.substring(star, last + 1).replace("*", ""))
        && bare.indexOf('*') < 0
        && !bare.contains("SYSTEM")
        && !bare.contains("UNKNOW")
        && !bare.contains("PROCESS")
        && !bare.contains("DEALING");
  }

  private static String bare(String code) {
    int dot = code.indexOf('.');
    return dot > 0 && PREFIXES.contains(" " + code.substring(0, dot) + " ")
        ? code.substring(dot + 1)
        : code;
  }
}
