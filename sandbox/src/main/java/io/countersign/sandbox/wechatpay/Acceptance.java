// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/** For whom a caller may act: for itself, or as a service provider for its sub-merchants. */
final class Acceptance {
  private Acceptance() {}

  /** Refuses a service provider where merchants act for themselves. */
  static void direct(Call call) throws Refusal {
    if (call.account().serviceProvider) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST,
          ErrorCode.SUB_MCHID_MISSING,
          "a service provider must act for a sub-merchant, under /v3/pay/partner/");
    }
  }

  /** Refuses a merchant of its own where service providers act for others. */
  static void provider(Call call) throws Refusal {
    if (!call.account().serviceProvider) {
      throw Refusal.of(
          ErrorCode.NO_AUTH,
          ErrorCode.NO_ACCEPTANCE,
          "the mchid of Authorization is not a service provider, use the paths without /partner");
    }
  }

  /** The sub-merchant that a partner order's body names. */
  static SubAccount ofOrder(Call call, JsonNode body) throws Refusal {
    if (!body.path("sp_mchid").asText().equals(call.account().mchid)) {
      throw Refusal.field(
          "body", "/sp_mchid", body.get("sp_mchid"), "is not the mchid of Authorization");
    }
    return accepted(call.account(), body.path("sub_mchid").asText());
  }

  /** The sub-merchant that a query for a partner order names. */
  static SubAccount ofQuery(Call call, Map<String, String> query) throws Refusal {
    String provider = query.get("sp_mchid");
    if (provider == null) {
      throw Refusal.field("query", "sp_mchid", null, "is missing, it is required");
    }
    if (!provider.equals(call.account().mchid)) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST,
          ErrorCode.MCHID_OF_ANOTHER_ORDER,
          "query parameter 'sp_mchid' is not the mchid of Authorization");
    }
    return named(call.account(), "query", "sub_mchid", Optional.ofNullable(query.get("sub_mchid")));
  }

  /**
   * The sub-merchant for which a call of both kinds of merchants is made: needed from a service
   * provider, an extra parameter from anybody else.
   */
  static Optional<SubAccount> ofEither(
      Call call, String location, String field, Optional<String> given) throws Refusal {
    if (call.account().serviceProvider) {
      return Optional.of(named(call.account(), location, field, given));
    }
    if (given.isPresent()) {
      String issue = "illegal extra parameter, only service providers send it";
      throw Refusal.field(ErrorCode.EXTRA_PARAMETER, location, field, null, issue);
    }
    return Optional.empty();
  }

  /** The sub-merchant to which a service provider narrows a list, if it does. */
  static Optional<SubAccount> ofFilter(Call call, Optional<String> given) throws Refusal {
    return given.isEmpty() ? Optional.empty() : ofEither(call, "query", "sub_mchid", given);
  }

  static Optional<SubAccount> ofBody(Call call, JsonNode body) throws Refusal {
    Optional<String> given =
        body.has("sub_mchid") ? Optional.of(body.path("sub_mchid").asText()) : Optional.empty();
    return ofEither(call, "body", "/sub_mchid", given);
  }

  /** Refuses an order of another sub-merchant. */
  static Order sameSubMerchant(Order order, Optional<SubAccount> acting) throws Refusal {
    if (!order.parties.subMchid().equals(acting.map(sub -> sub.mchid))) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST,
          ErrorCode.SUB_MCHID_OF_ANOTHER_ORDER,
          "sub_mchid is not the order's sub-merchant");
    }
    return order;
  }

  private static SubAccount named(
      Account provider, String location, String field, Optional<String> given) throws Refusal {
    if (given.isEmpty()) {
      String issue = "is missing, a service provider must name its sub-merchant";
      throw Refusal.field(ErrorCode.SUB_MCHID_MISSING, location, field, null, issue);
    }
    return accepted(provider, given.get());
  }

  static SubAccount accepted(Account provider, String subMchid) throws Refusal {
    if (subMchid.equals(provider.mchid)) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST,
          ErrorCode.SUB_MCHID_IS_OWN,
          "sub_mchid is the service provider's own mchid");
    }
    SubAccount found = provider.accepted.get(subMchid);
    if (found == null) {
      throw Refusal.of(
          ErrorCode.NO_AUTH,
          ErrorCode.NO_ACCEPTANCE,
          "there is no acceptance relation between this service provider and sub_mchid");
    }
    return found;
  }
}
