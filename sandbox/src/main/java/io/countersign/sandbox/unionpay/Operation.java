// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The calls that the gateway knows, for faults and the journal. */
public enum Operation {
  /** Any call; only for planning faults. */
  ANY(Door.NONE, "", "", "", ""),
  /** The payment page for computers. */
  PAGE(Door.FRONT, "01", "01|03", "000201", Needs.FRONT),
  /** The payment page for telephones: the same with channel 08. */
  WAP(Door.FRONT, "01", "01|03", "000201", Needs.FRONT),
  /** The payment page for companies. */
  B2B(Door.FRONT, "01", "01", "000202", Needs.FRONT),
  /** A payment within an app. */
  APP(Door.APP, "01", "01|03", "000000|000201|000802", Needs.MONEY),
  /** A QR code that the payer scans. */
  QR(Door.BACK, "01", "07", "000000", Needs.MONEY),
  /** The payer's code, scanned by the shop. */
  CODE(Door.BACK, "01", "06", "000000", Needs.MONEY + " qrNo"),
  /** How any transaction stands. */
  QUERY(Door.QUERY, "00", "00|02", "[0-9]{6}", ""),
  /** A refund. */
  REFUND(Door.BACK, "04", "00", "[0-9]{6}", Needs.FOLLOW),
  /** The undo of a payment on its own clearing day. */
  UNDO(Door.BACK, "31", "00", "[0-9]{6}", Needs.FOLLOW),
  /** The end of a payment by code or token whose outcome is unknown. */
  REVERSE(Door.BACK, "99", "01", "[0-9]{6}", Needs.NAMED),
  /** The page on which money is frozen. */
  PRE_AUTH_PAGE(Door.FRONT, "02", "01", "000201", Needs.FRONT),
  /** The same for telephones. */
  PRE_AUTH_WAP(Door.FRONT, "02", "01", "000201", Needs.FRONT),
  /** Money frozen within an app. */
  PRE_AUTH_APP(Door.APP, "02", "01", "000000|000201|000802", Needs.MONEY),
  /** Money frozen by a QR code that the payer scans. */
  PRE_AUTH_QR(Door.BACK, "02", "05", "000000", Needs.MONEY),
  /** Money frozen by the payer's code. */
  PRE_AUTH_CODE(Door.BACK, "02", "04", "000000|000201", Needs.MONEY + " qrNo"),
  /** Money frozen by a token. */
  PRE_AUTH_TOKEN(Door.BACK, "02", "01", "000902", Needs.MONEY + " tokenPayData"),
  /** Taking frozen money. */
  COMPLETE(Door.BACK, "03", "00", "[0-9]{6}", Needs.FOLLOW),
  /** Letting frozen money go. */
  PRE_AUTH_UNDO(Door.BACK, "32", "00", "[0-9]{6}", Needs.FOLLOW),
  /** The undo of a completion on its own clearing day. */
  COMPLETE_UNDO(Door.BACK, "33", "00", "[0-9]{6}", Needs.FOLLOW),
  /** The certificate for what is secret. */
  ENC_CERT(Door.BACK, "95", "00", "000000", Needs.NAMED + " certType"),
  /** The settlement file. */
  FILE(Door.FILE, "76", "01", "000000", "txnTime settleDate fileType"),
  /** The page on which a card is bound. */
  OPEN_PAGE(Door.FRONT, "79", "00", "000902", Needs.NAMED + " frontUrl backUrl tokenPayData"),
  /** Binding a card without a page. */
  OPEN(Door.BACK, "79", "00", "000902", Needs.NAMED + " accNo customerInfo tokenPayData"),
  /** A message with a code for that. */
  OPEN_SMS(Door.BACK, "77", "00", "000902", Needs.NAMED + " accNo customerInfo"),
  /** Whether a card is bound. */
  OPEN_QUERY(Door.BACK, "78", "02", "000902", Needs.NAMED),
  /** A token by an earlier order. */
  TOKEN_APPLY(Door.BACK, "79", "05", "000902", Needs.NAMED + " tokenPayData"),
  /** A new token for an old one. */
  TOKEN_UPDATE(Door.BACK, "79", "03", "000902", Needs.NAMED + " tokenPayData customerInfo"),
  /** The end of a token. */
  TOKEN_DELETE(Door.BACK, "74", "01", "000902", Needs.NAMED + " tokenPayData"),
  /** A message with a code for a payment by token. */
  CONSUME_SMS(Door.BACK, "77", "02", "000902", Needs.NAMED + " txnAmt currencyCode tokenPayData"),
  /** A payment by token. */
  TOKEN_PAY(Door.BACK, "01", "01", "000902", Needs.MONEY + " tokenPayData"),
  /** The page on which a card is bound and charged. */
  TOKEN_PAGE(Door.FRONT, "01", "01", "000902", Needs.FRONT + " tokenPayData"),
  /** Money to somebody's card. */
  PAY_OUT(Door.BACK, "12", "00", "000401", Needs.MONEY + " accNo encryptCertId"),
  /** Whatever else was asked. */
  OTHER(Door.NONE, "", "", "", "");

  /** Where a call is made. */
  enum Door {
    /** By name only. */
    NONE(""),
    /** By the payer's browser. */
    FRONT("/gateway/api/frontTransReq.do"),
    /** By a server. */
    BACK("/gateway/api/backTransReq.do"),
    /** By a server, for an app. */
    APP("/gateway/api/appTransReq.do"),
    /** For questions. */
    QUERY("/gateway/api/queryTrans.do"),
    /** On the host for files. */
    FILE("/");

    final String path;

    Door(String path) {
      this.path = path;
    }
  }

  /** What several calls cannot do without. */
  private static final class Needs {
    static final String NAMED = "orderId txnTime channelType";
    static final String MONEY = NAMED + " txnAmt currencyCode backUrl";
    static final String FRONT = MONEY + " frontUrl";
    static final String FOLLOW = NAMED + " txnAmt backUrl";
  }

  private static final String TELEPHONE = "08";
  private static final Set<Operation> FOR_TELEPHONES = Set.of(WAP, PRE_AUTH_WAP);
  private static final Set<Operation> FOR_COMPUTERS = Set.of(PAGE, PRE_AUTH_PAGE);
  private static final Set<Operation> QUESTIONS = Set.of(QUERY, ENC_CERT, FILE, OPEN_QUERY);

  final Door door;
  private final String needed;
  private final String type;
  private final String subType;
  private final String bizType;

  Operation(Door door, String type, String subType, String bizType, String needed) {
    this.door = door;
    this.type = type;
    this.subType = subType;
    this.bizType = bizType;
    this.needed = needed;
  }

  /** The fields that it cannot do without. */
  List<String> needed() {
    return needed.isEmpty() ? List.of() : List.of(needed.split(" ", -1));
  }

  boolean front() {
    return door == Door.FRONT;
  }

  /** Whether the payer acts on a page, in an app, or by scanning; the first answer says little. */
  boolean byPayer() {
    return front() || door == Door.APP || this == QR || this == PRE_AUTH_QR;
  }

  boolean scanned() {
    return this == CODE || this == PRE_AUTH_CODE;
  }

  boolean preAuth() {
    return type.equals("02");
  }

  /** Whether it is a sale that can be refunded or undone. */
  boolean sale() {
    return type.equals("01");
  }

  /** Whether it is of the products whose originals may be named by number and time. */
  boolean qr() {
    return this == QR || this == CODE || this == PRE_AUTH_QR || this == PRE_AUTH_CODE;
  }

  /** Whether it takes back the whole of another. */
  boolean undoes() {
    return this == UNDO || this == PRE_AUTH_UNDO || this == COMPLETE_UNDO;
  }

  /** Whether it can be ended by a reversal: QR codes, the payer's code, tokens. */
  boolean reversible() {
    return qr() || this == TOKEN_PAY || this == PRE_AUTH_TOKEN;
  }

  /** Whether a card is bound when it succeeds. */
  boolean bindsCard() {
    return this == OPEN_PAGE || this == OPEN || this == TOKEN_PAGE;
  }

  /** Whether what is sensitive must be encrypted, whatever the contract says. */
  boolean encrypts() {
    return this == PAY_OUT || bizType.equals("000902");
  }

  /** Whether it changes nothing and its number is used by nobody else. */
  boolean question() {
    return QUESTIONS.contains(this);
  }

  String type() {
    return type;
  }

  private boolean meets(String path, Map<String, String> fields) {
    boolean telephone = TELEPHONE.equals(fields.get("channelType"));
    boolean there = path.equals(door.path) || (this == QUERY && path.equals(Door.BACK.path));
    return there
        && type.equals(fields.get("txnType"))
        && fields.getOrDefault("txnSubType", "").matches(subType)
        && fields.getOrDefault("bizType", "").matches(bizType)
        && !(telephone ? FOR_COMPUTERS : FOR_TELEPHONES).contains(this);
  }

  static boolean knows(String path) {
    return Arrays.stream(Door.values()).anyMatch(door -> door.path.equals(path));
  }

  static Operation of(String path, Map<String, String> fields) {
    return Arrays.stream(values())
        .filter(operation -> operation.door != Door.NONE && operation.meets(path, fields))
        .findFirst()
        .orElse(OTHER);
  }
}
