// SPDX-License-Identifier: Apache-2.0
#include "client/timestamp.h"

#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ts.h>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <span>

#include "client/base/list_errors.h"
#include "ledger/primitives/freed.h"

namespace credence {
namespace {

template <class T, auto Free>
using Owned = std::unique_ptr<T, Freed<Free>>;

std::unexpected<Error> bad_stamp(const std::string& what) {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* const reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
  return fail(list_code::bad_timestamp, what + (reason ? ": " + std::string(reason) : ""));
}

Result<std::array<unsigned char, 32>> imprint_of(const PinnedHeader& anchor) {
  const std::string line = anchor_line(anchor);
  std::array<unsigned char, 32> out{};
  unsigned size = 0;
  if (EVP_Digest(line.data(), line.size(), out.data(), &size, EVP_sha256(), nullptr) != 1)
    return bad_stamp("SHA-256");
  return out;
}

std::string text_of_bio(const std::function<void(BIO*)>& write) {
  const Owned<BIO, BIO_free> bio(BIO_new(BIO_s_mem()));
  if (!bio) return {};
  write(bio.get());
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

Result<std::uint64_t> time_of(const ASN1_GENERALIZEDTIME* time) {
  const Owned<ASN1_TIME, ASN1_TIME_free> epoch(ASN1_TIME_set(nullptr, 0));
  int days = 0, seconds = 0;
  if (!epoch || ASN1_TIME_diff(&days, &seconds, epoch.get(), time) != 1 || days < 0)
    return bad_stamp("its time");
  return (static_cast<std::uint64_t>(days) * 86'400 + static_cast<std::uint64_t>(seconds)) * 1000;
}

/// Signed by somebody for whom an authority of the file vouches, when the stamp was made.
Result<void> check_signer(TS_RESP* response, std::span<const unsigned char> imprint,
                          const std::filesystem::path& ca) {
  const Owned<X509_STORE, X509_STORE_free> trusted(X509_STORE_new());
  if (!trusted || X509_STORE_load_file(trusted.get(), ca.c_str()) != 1) return bad_stamp(ca.string());
  const Owned<TS_VERIFY_CTX, TS_VERIFY_CTX_free> context(TS_VERIFY_CTX_new());
  if (!context) return bad_stamp("memory");
  auto* const copy = static_cast<unsigned char*>(OPENSSL_memdup(imprint.data(), imprint.size()));
  TS_VERIFY_CTX_set_flags(context.get(), TS_VFY_VERSION | TS_VFY_IMPRINT | TS_VFY_SIGNATURE);
  TS_VERIFY_CTX_set_imprint(context.get(), copy, static_cast<long>(imprint.size()));  // takes the copy
  X509_STORE_up_ref(trusted.get());
  TS_VERIFY_CTX_set_store(context.get(), trusted.get());  // takes a reference
  if (TS_RESP_verify_response(context.get(), response) != 1)
    return bad_stamp("no authority of " + ca.string() + " vouches for it");
  return {};
}

}  // namespace

Result<Bytes> timestamp_query(const PinnedHeader& anchor) {
  auto imprint = imprint_of(anchor);
  if (!imprint) return std::unexpected(imprint.error());
  const Owned<TS_REQ, TS_REQ_free> request(TS_REQ_new());
  const Owned<TS_MSG_IMPRINT, TS_MSG_IMPRINT_free> print(TS_MSG_IMPRINT_new());
  const Owned<X509_ALGOR, X509_ALGOR_free> algorithm(X509_ALGOR_new());
  const Owned<ASN1_INTEGER, ASN1_INTEGER_free> nonce(ASN1_INTEGER_new());
  std::uint64_t number = 0;
  if (!request || !print || !algorithm || !nonce ||
      RAND_bytes(reinterpret_cast<unsigned char*>(&number), 8) != 1)
    return bad_stamp("a request");
  X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr);
  const bool made =
      TS_REQ_set_version(request.get(), 1) == 1 &&
      TS_MSG_IMPRINT_set_algo(print.get(), algorithm.get()) == 1 &&
      TS_MSG_IMPRINT_set_msg(print.get(), imprint->data(), static_cast<int>(imprint->size())) == 1 &&
      TS_REQ_set_msg_imprint(request.get(), print.get()) == 1 &&
      ASN1_INTEGER_set_uint64(nonce.get(), number >> 1) == 1 &&
      TS_REQ_set_nonce(request.get(), nonce.get()) == 1 && TS_REQ_set_cert_req(request.get(), 1) == 1;
  unsigned char* der = nullptr;
  const int size = made ? i2d_TS_REQ(request.get(), &der) : -1;
  if (size <= 0) return bad_stamp("a request");
  const BytesView bytes(reinterpret_cast<const std::byte*>(der), static_cast<std::size_t>(size));
  Bytes out(bytes.begin(), bytes.end());
  OPENSSL_free(der);
  return out;
}

Result<Timestamp> read_timestamp(const PinnedHeader& anchor, BytesView response,
                                 const std::filesystem::path& ca) {
  auto imprint = imprint_of(anchor);
  if (!imprint) return std::unexpected(imprint.error());
  const auto* at = reinterpret_cast<const unsigned char*>(response.data());
  const auto* const end = at + response.size();
  const Owned<TS_RESP, TS_RESP_free> read(d2i_TS_RESP(nullptr, &at, static_cast<long>(response.size())));
  if (!read || at != end) return bad_stamp("not a response of RFC 3161 in DER");
  TS_TST_INFO* const info = TS_RESP_get_tst_info(read.get());
  if (info == nullptr) return bad_stamp("the authority refused");
  TS_MSG_IMPRINT* const print = TS_TST_INFO_get_msg_imprint(info);
  const ASN1_OCTET_STRING* const stamped = TS_MSG_IMPRINT_get_msg(print);
  const std::span held(ASN1_STRING_get0_data(stamped), static_cast<std::size_t>(ASN1_STRING_length(stamped)));
  const ASN1_OBJECT* algorithm = nullptr;
  X509_ALGOR_get0(&algorithm, nullptr, nullptr, TS_MSG_IMPRINT_get_algo(print));
  if (OBJ_obj2nid(algorithm) != NID_sha256 || !std::ranges::equal(held, *imprint))
    return fail(list_code::bad_timestamp, "it stamps something else than this anchor's line");
  if (!ca.empty())
    if (auto good = check_signer(read.get(), *imprint, ca); !good) return std::unexpected(good.error());
  auto time = time_of(TS_TST_INFO_get_time(info));
  if (!time) return std::unexpected(time.error());
  Timestamp out{*time, {}, {}, {}};
  std::array<char, 80> oid{};
  OBJ_obj2txt(oid.data(), static_cast<int>(oid.size()), TS_TST_INFO_get_policy_id(info), 1);
  out.policy = oid.data();
  out.serial = text_of_bio([&](BIO* bio) { i2a_ASN1_INTEGER(bio, TS_TST_INFO_get_serial(info)); });
  if (GENERAL_NAME* const name = TS_TST_INFO_get_tsa(info); name != nullptr && name->type == GEN_DIRNAME)
    out.authority =
        text_of_bio([&](BIO* bio) { X509_NAME_print_ex(bio, name->d.directoryName, 0, XN_FLAG_RFC2253); });
  return out;
}

}  // namespace credence
