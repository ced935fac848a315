// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import org.springframework.scheduling.annotation.Scheduled;

/** What runs by itself, in every instance; the database decides which instance does what. */
class Timers {

  private final FollowUps followUps;
  private final Night night;
  private final MerchantTable merchants;

  Timers(FollowUps followUps, Night night, MerchantTable merchants) {
    this.followUps = followUps;
    this.night = night;
    this.merchants = merchants;
  }

  @Scheduled(fixedDelayString = "${shop.follow-up-every:PT5S}")
  void followUp() {
    followUps.run();
  }

  @Scheduled(fixedDelayString = "${shop.merchants-every:PT5S}")
  void merchants() {
    merchants.forgetChanged();
  }

  /** The statements are there from ten o'clock on; whoever is late is asked every hour. */
  @Scheduled(cron = "0 15 10-23 * * *", zone = "Asia/Shanghai")
  void night() {
    night.run();
  }
}
