// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.plumbing.Agenda;
import io.countersign.sandbox.plumbing.LoopbackServer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * WeChat Pay's APIv3 gateway on a port of 127.0.0.1, with {@code /v3/…} at its root and the
 * cashier's pages under {@code /cashier/wechatpay}.
 */
public final class WeChatPayGateway implements AutoCloseable {
  private final SandboxClock clock;
  private final LoopbackServer server;
  private final URI baseUri;
  private final Agenda agenda;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();
  private final Map<String, WeChatPayMerchant> merchants = new ConcurrentHashMap<>();
  private final Tickets tickets = new Tickets();
  private final NotificationPost post = new NotificationPost();
  private final FaultPlan faults = new FaultPlan();
  private final Journal journal = new Journal();
  private final Reception reception = new Reception(accounts);
  private final Routes routes = new Routes(new CodePay());

  private WeChatPayGateway(SandboxClock clock, int port) {
    this.clock = clock;
    this.agenda = new Agenda(clock);
    this.server = new LoopbackServer("countersign-sandbox-wechatpay", port);
    this.baseUri = server.baseUri();
    tickets.base(baseUri);
    AnswerWriter writer = new AnswerWriter(server.closed());
    server.serve("/", new GatewayDesk(clock, accounts, reception, routes, faults, journal, writer));
    server.serve("/cashier/wechatpay", new Cashier(tickets, clock));
    server.serve(TransferPage.PATH, new TransferPage(accounts.values()));
    server.start();
  }

  /**
   * Starts the gateway.
   *
   * @param clock the time it lives in
   * @param port a port of 127.0.0.1, 0 for a free one
   * @return the running gateway
   */
  public static WeChatPayGateway listen(SandboxClock clock, int port) {
    return new WeChatPayGateway(clock, port);
  }

  /**
   * What takes the place of {@code https://api.mch.weixin.qq.com}.
   *
   * @return an http address on 127.0.0.1 without a path
   */
  public URI baseUri() {
    return baseUri;
  }

  /**
   * The time in this gateway.
   *
   * @return its clock
   */
  public SandboxClock clock() {
    return clock;
  }

  /**
   * Opens a usual merchant.
   *
   * @return a merchant with credentials of its own
   */
  public WeChatPayMerchant openMerchant() {
    return openMerchant(MerchantSetup.usual());
  }

  /**
   * Opens a merchant.
   *
   * @param setup how it is set up
   * @return a merchant with credentials of its own
   */
  public WeChatPayMerchant openMerchant(MerchantSetup setup) {
    return open(setup, false);
  }

  /**
   * Opens a usual service provider.
   *
   * @return a merchant that acts for its sub-merchants only, see {@link
   *     WeChatPayMerchant#openSubMerchant()}
   */
  public WeChatPayMerchant openServiceProvider() {
    return openServiceProvider(MerchantSetup.usual());
  }

  /**
   * Opens a service provider.
   *
   * @param setup how it is set up
   * @return a merchant that acts for its sub-merchants only, see {@link
   *     WeChatPayMerchant#openSubMerchant()}
   */
  public WeChatPayMerchant openServiceProvider(MerchantSetup setup) {
    return open(setup, true);
  }

  private WeChatPayMerchant open(MerchantSetup setup, boolean serviceProvider) {
    Account account = new Account(setup, serviceProvider, agenda, clock, tickets, post, accounts);
    WeChatPayMerchant merchant = new WeChatPayMerchant(account, baseUri);
    accounts.put(account.mchid, account);
    merchants.put(account.mchid, merchant);
    return merchant;
  }

  /**
   * Finds a merchant.
   *
   * @param mchid its number
   * @return the merchant, if it was opened here
   */
  public Optional<WeChatPayMerchant> merchant(String mchid) {
    return Optional.ofNullable(merchants.get(mchid));
  }

  /**
   * Forgets a merchant: its calls are refused from now on, and its keys may serve a merchant opened
   * later.
   *
   * @param merchant one of this gateway
   */
  public void closeMerchant(WeChatPayMerchant merchant) {
    Account account = accounts.remove(merchant.mchid());
    merchants.remove(merchant.mchid());
    if (account != null) {
      account.keys.giveBack();
    }
  }

  /**
   * Faults for calls of any merchant.
   *
   * @return the plan; a merchant's own plan is looked at first
   */
  public FaultPlan faults() {
    return faults;
  }

  /**
   * The latest calls, at most 10,000.
   *
   * @return oldest first
   */
  public List<JournalEntry> journal() {
    return journal.entries();
  }

  /**
   * Serves one more signed call, so that endpoints which the sandbox does not know can be tried.
   *
   * @param method HTTP method
   * @param path path beginning with {@code /v3/}, where {@code {name}} stands for any segment
   * @param status HTTP status to answer
   * @param json body to answer
   */
  public void serve(String method, String path, int status, String json) {
    JsonNode body = StrictJson.value(json);
    routes.add(method, path, Operation.OTHER, call -> Answer.json(status, body));
  }

  /**
   * Changes whether a signed request may come twice, nonce and all, as an HTTP library or the
   * official client's switch to another host would send it.
   *
   * @param accept false, the start value, to refuse the second one
   */
  public void acceptReusedNonces(boolean accept) {
    reception.acceptReusedNonces(accept);
  }

  /** Stops at once; calls that hang are dropped, what was planned is forgotten. */
  @Override
  public void close() {
    if (server.closed().getCount() == 0) {
      return;
    }
    agenda.close();
    server.stop();
    accounts.values().forEach(account -> account.keys.giveBack());
  }
}
