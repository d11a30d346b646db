// SPDX-License-Identifier: Apache-2.0
// Keys that somebody else holds: named by their public half, with a statement that their holder signed. No
// secret leaves its machine.
#pragma once

#include "client/console/console.h"

namespace credence {

inline constexpr Words kPublicKeyWords{
    "a public key: 68 digits; or a key of this machine by its name or file",
    "公钥：68 位十六进制；或本机密钥的名称、文件"};
inline constexpr Words kPossessionWords{
    "what credence keys possession printed where the key is; not needed for a key of this machine",
    "在密钥所在机器上用 credence keys possession 生成的持有声明；本机密钥无需填写"};

/// 68 digits, a name or a file.
[[nodiscard]] Outcome<PublicKey> public_key_of(Cli& cli, const std::string& text);
/// The statement for this use: `given`, checked; where nothing is given it is made with the key of this
/// machine that `key` names.
[[nodiscard]] Outcome<Signature> possession_of(Cli& cli, const std::string& given, const std::string& key,
                                               KeyUse use, const Id& of);

}  // namespace credence
