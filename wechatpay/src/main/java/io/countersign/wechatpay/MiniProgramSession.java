// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.PersonalText;
import io.countersign.Secret;
import java.util.Optional;

/**
 * Who a mini program's visitor is. It prints neither ids nor key.
 *
 * @param openId the visitor in this mini program; the payer id of {@code Scene.inWallet}
 * @param unionId the visitor across the apps of one owner, where WeChat gives it
 * @param sessionKey decrypts what the mini program is given about the visitor; it never leaves the
 *     server
 */
public record MiniProgramSession(
    PersonalText openId, Optional<PersonalText> unionId, Secret sessionKey) {}
