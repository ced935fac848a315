// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.countersign.sandbox.FunctionPlatform;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A notification as it goes over the wire. Immutable: every method that changes something gives a
 * new value, signed again over what it then says, unless its description says otherwise. Sending
 * one value twice is a replay.
 */
public final class SignedNotification {
  private final Account account;
  private final NotificationEvent event;
  private final byte[] signedBody;
  private final byte[] sentBody;
  private final PlatformKey key;
  private final Answer.Signing signing;
  private final Instant signedAt;
  private final @Nullable String keyId;
  private final String path;
  private final List<UnaryOperator<Map<String, List<String>>>> headerChanges;
  private final Map<String, List<String>> headers;

  private SignedNotification(Draft draft) {
    this.account = draft.account;
    this.event = draft.event;
    this.signedBody = draft.body;
    this.sentBody = draft.tampered == null ? draft.body : draft.tampered;
    this.key = draft.key;
    this.signing = draft.signing;
    this.signedAt = draft.signedAt;
    this.keyId = draft.keyId;
    this.path = draft.path;
    this.headerChanges = List.copyOf(draft.headerChanges);
    this.headers = headers(draft);
  }

  static SignedNotification of(Account account, NotificationEvent event) {
    byte[] body = event.sealed(account.keys.apiV3Key());
    return new SignedNotification(
        new Draft(account, event, body, account.keys.notificationSigner(), account.agenda.now()));
  }

  /** The HTTP method: {@code POST}. */
  public String method() {
    return "POST";
  }

  /** The path of the address it is meant for: {@code /} when nobody has named one. */
  public String path() {
    return path;
  }

  /**
   * The notification's own id, by which duplicates are known: for example {@code
   * EV-2018022511223320873}.
   */
  public String id() {
    return event.id();
  }

  /** The event type: for example {@code TRANSACTION.SUCCESS}. */
  public String eventType() {
    return event.eventType();
  }

  /** The headers: names in the letter case of the wire, values in their order; unmodifiable. */
  public Map<String, List<String>> headers() {
    return headers;
  }

  /** The body: a copy of its bytes. */
  public byte[] body() {
    return sentBody.clone();
  }

  /** With a signature of the right form that fits nothing. */
  public SignedNotification withWrongSignature() {
    return with(draft -> draft.signing = Answer.Signing.WRONG);
  }

  /** As a signature probe: the signature begins with {@code WECHATPAY/SIGNTEST/}. */
  public SignedNotification asProbe() {
    return with(draft -> draft.signing = Answer.Signing.PROBE);
  }

  /** Signed at another time. */
  public SignedNotification signedAt(Instant at) {
    return with(draft -> draft.signedAt = at);
  }

  /** Signed some time before now. */
  public SignedNotification signedAgo(Duration age) {
    return signedAt(account.agenda.now().minus(age));
  }

  /** The same notification once more: same id and body, signed now. */
  public SignedNotification redelivered() {
    return signedAt(account.agenda.now());
  }

  /** Without one header. */
  public SignedNotification withoutHeader(String name) {
    return withHeaders(
        before -> {
          before.keySet().removeIf(name::equalsIgnoreCase);
          return before;
        });
  }

  /** With one header twice, same value. */
  public SignedNotification withDuplicateHeader(String name) {
    return withHeaders(
        before -> {
          before.replaceAll(
              (key, values) ->
                  key.equalsIgnoreCase(name) ? List.of(values.get(0), values.get(0)) : values);
          return before;
        });
  }

  /** With another value of one header; the signature does not follow. */
  public SignedNotification withHeader(String name, String value) {
    return withHeaders(
        before -> {
          before.keySet().removeIf(name::equalsIgnoreCase);
          before.put(name, List.of(value));
          return before;
        });
  }

  /** With header names in lower case, as HTTP/2 proxies send them. */
  public SignedNotification withLowerCaseHeaderNames() {
    return withHeaders(
        before -> {
          Map<String, List<String>> lower = new LinkedHashMap<>();
          before.forEach((name, values) -> lower.put(name.toLowerCase(Locale.ROOT), values));
          return lower;
        });
  }

  /** With the id of a key that nobody has. */
  public SignedNotification withUnknownKeyId() {
    return with(draft -> draft.keyId = SignatureHeaders.unknownLike(draft.key));
  }

  /** With the id of another key than the one that signed. */
  public SignedNotification withKeyId(String id) {
    return with(draft -> draft.keyId = id);
  }

  /** Signed by the merchant's WeChat Pay public key. */
  public SignedNotification signedByPublicKey() {
    return with(draft -> draft.key = account.keys.publicKey());
  }

  /** Signed by a platform certificate. */
  public SignedNotification signedByPlatformCertificate() {
    if (account.keys.certificates().isEmpty()) {
      throw new IllegalStateException("this merchant has no platform certificate");
    }
    return with(draft -> draft.key = account.keys.unaskedSigner());
  }

  /**
   * The same event as another merchant would get it: that merchant's keys, and its mchid in the
   * content.
   */
  public SignedNotification of(WeChatPayMerchant other) {
    Account to = other.account();
    ObjectNode content = event.content().deepCopy();
    for (String field : List.of("mchid", "sp_mchid", "combine_mchid", "mch_id")) {
      if (content.has(field)) {
        content.put(field, to.mchid);
      }
    }
    return with(
        draft -> {
          draft.account = to;
          draft.key = to.keys.notificationSigner();
          draft.say(event.withContent(content));
        });
  }

  /** About another sub-merchant's order; the numbers stay. */
  public SignedNotification ofSubMerchant(SubMerchant other) {
    ObjectNode content = event.content().deepCopy();
    content.put("sub_mchid", other.mchid());
    if (content.has("sub_appid")) {
      other.appId().ifPresent(appid -> content.put("sub_appid", appid));
    }
    return with(draft -> draft.say(event.withContent(content)));
  }

  /** A service provider's notification as a direct merchant would get it, for the same mchid. */
  public SignedNotification asOfDirectMerchant() {
    return with(draft -> draft.say(event.withContent(Parties.direct(event.content()))));
  }

  /**
   * About another amount: {@code amount/total} and {@code amount/payer_total}, or {@code
   * transfer_amount}.
   */
  public SignedNotification withAmount(long fen) {
    ObjectNode content = event.content().deepCopy();
    if (content.has("transfer_amount")) {
      content.put("transfer_amount", fen);
    } else {
      StrictJson.set(content, "/amount/total", LongNode.valueOf(fen));
      StrictJson.set(content, "/amount/payer_total", LongNode.valueOf(fen));
    }
    return with(draft -> draft.say(event.withContent(content)));
  }

  /** About another amount of one sub-order of a combined order. */
  public SignedNotification withSubOrderAmount(String outTradeNo, long fen) {
    return withSubOrders(
        list -> {
          ObjectNode amount = (ObjectNode) list.get(subOrder(list, outTradeNo)).path("amount");
          amount.put("total_amount", fen);
          amount.put("payer_amount", fen);
        });
  }

  /** Without one sub-order of a combined order. */
  public SignedNotification withoutSubOrder(String outTradeNo) {
    return withSubOrders(list -> list.remove(subOrder(list, outTradeNo)));
  }

  /** With one more sub-order than was ordered: a copy of the given one under another number. */
  public SignedNotification withExtraSubOrder(String outTradeNo, String extraOutTradeNo) {
    return withSubOrders(
        list -> {
          ObjectNode extra = list.get(subOrder(list, outTradeNo)).deepCopy();
          extra.put("out_trade_no", extraOutTradeNo);
          extra.put("transaction_id", Tokens.transactionId(signedAt));
          list.add(extra);
        });
  }

  /** With one sub-order of a combined order said to be another merchant's. */
  public SignedNotification withSubOrderOf(String outTradeNo, WeChatPayMerchant other) {
    return withSubOrders(
        list ->
            ((ObjectNode) list.get(subOrder(list, outTradeNo)))
                .put("mchid", other.account().mchid));
  }

  /** About another order. */
  public SignedNotification withOutTradeNo(String number) {
    return withContent("/out_trade_no", TextNode.valueOf(number).toString());
  }

  /** With another value in the encrypted content. */
  public SignedNotification withContent(String pointer, String json) {
    JsonNode value = StrictJson.value(json);
    ObjectNode content = event.content().deepCopy();
    StrictJson.set(content, pointer, value);
    return with(draft -> draft.say(event.withContent(content)));
  }

  /** Without a field of the encrypted content. */
  public SignedNotification withoutContent(String pointer) {
    ObjectNode content = event.content().deepCopy();
    StrictJson.remove(content, pointer);
    return with(draft -> draft.say(event.withContent(content)));
  }

  /** Under another event type, same content. */
  public SignedNotification withEventType(String eventType) {
    return with(draft -> draft.say(event.withEventType(eventType)));
  }

  /** With another id, so that it looks like another notification. */
  public SignedNotification withId(String id) {
    return with(draft -> draft.say(event.withId(id)));
  }

  /** With another body under any valid signature; it need not even be JSON. */
  public SignedNotification withBody(byte[] body) {
    byte[] copy = body.clone();
    return with(draft -> draft.body = copy);
  }

  /** With another body, while the signature stays the one over the old body. */
  public SignedNotification withTamperedBody(byte[] body) {
    byte[] copy = body.clone();
    return with(draft -> draft.tampered = copy);
  }

  /** As the event that a function platform makes of it. */
  public String asEventOf(FunctionPlatform platform) {
    return platform.event(path, headers, sentBody, signedAt);
  }

  /** Names the event only: content and signature are nobody's business in a log. */
  @Override
  public String toString() {
    return event.eventType() + " " + event.id();
  }

  private SignedNotification withSubOrders(Consumer<ArrayNode> change) {
    ObjectNode content = event.content().deepCopy();
    if (!(content.path("sub_orders") instanceof ArrayNode list)) {
      throw new IllegalStateException("this notification is not of a combined order");
    }
    change.accept(list);
    return with(draft -> draft.say(event.withContent(content)));
  }

  private static int subOrder(ArrayNode list, String outTradeNo) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).path("out_trade_no").asText().equals(outTradeNo)) {
        return i;
      }
    }
    throw new IllegalArgumentException("there is no sub-order with this out_trade_no");
  }

  SignedNotification to(String target) {
    return with(draft -> draft.path = target);
  }

  private SignedNotification withHeaders(UnaryOperator<Map<String, List<String>>> change) {
    return with(draft -> draft.headerChanges.add(change));
  }

  private SignedNotification with(Consumer<Draft> change) {
    Draft draft = new Draft(account, event, signedBody, key, signedAt);
    draft.tampered = sentBody == signedBody ? null : sentBody;
    draft.signing = signing;
    draft.keyId = keyId;
    draft.path = path;
    draft.headerChanges.addAll(headerChanges);
    change.accept(draft);
    return new SignedNotification(draft);
  }

  private static Map<String, List<String>> headers(Draft draft) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    headers.put("Content-Type", List.of("application/json"));
    headers.put("Accept", List.of("*/*"));
    headers.put("User-Agent", List.of("Mozilla/4.0"));
    headers.put("Request-ID", List.of(Tokens.requestId() + "-0"));
    SignatureHeaders.of(draft.key, draft.signing, draft.signedAt, draft.body)
        .forEach((name, value) -> headers.put(name, List.of(value)));
    if (draft.keyId != null) {
      headers.put("Wechatpay-Serial", List.of(draft.keyId));
    }
    Map<String, List<String>> changed = headers;
    for (UnaryOperator<Map<String, List<String>>> change : draft.headerChanges) {
      changed = change.apply(changed);
    }
    return Collections.unmodifiableMap(changed);
  }

  private static final class Draft {
    Account account;
    NotificationEvent event;
    byte[] body;
    PlatformKey key;
    Instant signedAt;
    byte @Nullable [] tampered;
    Answer.Signing signing = Answer.Signing.RIGHT;
    @Nullable String keyId;
    String path = "/";
    final List<UnaryOperator<Map<String, List<String>>>> headerChanges = new ArrayList<>();

    Draft(
        Account account, NotificationEvent event, byte[] body, PlatformKey key, Instant signedAt) {
      this.account = account;
      this.event = event;
      this.body = body;
      this.key = key;
      this.signedAt = signedAt;
    }

    void say(NotificationEvent other) {
      event = other;
      body = other.sealed(account.keys.apiV3Key());
    }
  }
}
