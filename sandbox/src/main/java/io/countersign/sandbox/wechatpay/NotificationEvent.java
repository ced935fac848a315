// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** Something that a merchant is told, before it is encrypted and signed. */
record NotificationEvent(
    String id,
    Instant createdAt,
    String eventType,
    String originalType,
    String summary,
    ObjectNode content) {

  static NotificationEvent of(
      String eventType, String originalType, String summary, ObjectNode content, Instant now) {
    return new NotificationEvent(
        Tokens.notificationId(now), now, eventType, originalType, summary, content);
  }

  static NotificationEvent echo(String message, Instant now) {
    ObjectNode content = StrictJson.object().put("echo_message", message);
    return of("SECURITY_ECHO.SUCCESS", "security", "回显成功", content, now);
  }

  NotificationEvent withId(String other) {
    return new NotificationEvent(other, createdAt, eventType, originalType, summary, content);
  }

  NotificationEvent withEventType(String other) {
    return new NotificationEvent(id, createdAt, other, originalType, summary, content);
  }

  NotificationEvent withContent(ObjectNode other) {
    return new NotificationEvent(id, createdAt, eventType, originalType, summary, other);
  }

  /** The body as it stays for every delivery: encrypted once. */
  byte[] sealed(String apiV3Key) {
    ObjectNode resource = StrictJson.object();
    resource.put("original_type", originalType);
    resource.setAll(SealedResource.seal(apiV3Key, originalType, StrictJson.text(content)));
    return envelope(resource);
  }

  /** The body around a sealed resource. */
  byte[] envelope(ObjectNode resource) {
    ObjectNode body = StrictJson.object();
    body.put("id", id);
    body.put("create_time", Tokens.time(createdAt));
    body.put("resource_type", "encrypt-resource");
    body.put("event_type", eventType);
    body.put("summary", summary);
    body.set("resource", resource);
    return StrictJson.bytes(body);
  }
}
