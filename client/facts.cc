#include "client/facts.h"

namespace credence {
namespace {

std::string term(const QualificationLine& line, Language language) {
  const bool zh = language == Language::zh;
  if (!line.valid_to) return zh ? line.valid_from.iso() + " 起" : "from " + line.valid_from.iso();
  return line.valid_from.iso() + (zh ? " 至 " : " to ") + line.valid_to->iso();
}

std::string stage(AwardStage value, Language language) {
  const bool notice = value == AwardStage::public_notice;
  if (language == Language::zh) return notice ? "公示" : "下达";
  return notice ? "public notice" : "confirmed";
}

struct Describe {
  Language language;
  [[nodiscard]] std::string say(std::string_view en, std::string_view zh) const {
    return std::string(Words{en, zh}.in(language));
  }
  [[nodiscard]] const Name& name(const Name& en, const Name& zh) const {
    return language == Language::zh ? zh : en;
  }

  FactText operator()(const EnterpriseRegistered& f) const {
    std::string detail = f.line.name;
    if (f.line.place) detail += (language == Language::zh ? "，" : ", ") + *f.line.place;
    if (f.line.registered_on)
      detail += (language == Language::zh ? "，成立 " : ", founded ") + f.line.registered_on->iso();
    return {say("registered", "登记"), {}, detail, {}, f.line.name};
  }
  FactText operator()(const ProgrammeCreated& f) const {
    return {say("programme", "设立专项"), f.programme.id, f.programme.name, f.programme.budget, {}};
  }
  FactText operator()(const BatchOpened& f) const {
    std::string detail = f.title + " (" + stage(f.stage, language) + ")";
    if (f.declared_count > 0)
      detail += (language == Language::zh ? "，声明 " : ", declared ") + std::to_string(f.declared_count) +
                (language == Language::zh ? " 笔" : " lines");
    return {say("batch", "批次"), f.programme + "/" + f.batch, detail, f.declared_total, {}};
  }
  FactText operator()(const Awarded& f) const {
    return {say("award", "安排") + (f.stage == AwardStage::public_notice ? say(" (notice)", "（公示）") : ""),
            f.programme + "/" + f.batch + "#" + std::to_string(f.line.line), f.line.project, f.line.amount,
            f.line.beneficiary};
  }
  FactText operator()(const Identified& f) const {
    return {say("identified", "确认主体"), f.programme + "/" + f.batch + "#" + std::to_string(f.line),
            f.project, f.amount, std::string(text_of(f.code))};
  }
  FactText operator()(const Paid& f) const {
    return {say("payment", "拨付"),
            f.programme + "/" + f.line.award_batch + "#" + std::to_string(f.line.award_line),
            say("paid on ", "支付日期 ") + f.line.paid_on.iso(), f.line.amount,
            std::string(text_of(f.line.code))};
  }
  FactText operator()(const QualificationDefined& f) const {
    return {say("title defined", "设立资格"), f.type.type, name(f.type.name_en, f.type.name_zh), {}, {}};
  }
  FactText operator()(const QualificationIssued& f) const {
    return {say("title", "认定"), f.type, term(f.line, language), {}, f.line.enterprise};
  }
  FactText operator()(const QualificationRevoked& f) const {
    return {say("revoked", "撤销"),
            f.revocation.type,
            f.revocation.effective.iso() + ": " + f.revocation.reason,
            {},
            std::string(text_of(f.revocation.code))};
  }
  FactText operator()(const DepartmentRegistered& f) const {
    return {say("department", "部门登记"),
            f.department.id,
            name(f.department.name_en, f.department.name_zh),
            {},
            {}};
  }
  FactText operator()(const KeyRegistered& f) const {
    std::string roles;
    for (const Role role : f.key.roles) roles += (roles.empty() ? "" : "+") + std::string(name_of(role));
    return {say("key", "密钥登记"),
            roles,
            f.key.holder + " " + key_id(f.key.key).hex().substr(0, 12) + "…",
            {},
            {}};
  }
  FactText operator()(const KeyRevoked& f) const {
    return {say("key revoked", "密钥注销"), {}, f.key.key.hex().substr(0, 12) + "… " + f.key.reason, {}, {}};
  }
  FactText operator()(const KeyRotated& f) const {
    return {say("key rotated", "密钥更换"), {}, f.old_key.hex().substr(0, 12) + "… → " + key_id(f.key).hex().substr(0, 12) + "…", {}, {}};
  }
  FactText operator()(const EnterpriseKeyBound& f) const {
    return {say("enterprise key", "企业密钥绑定"),
            std::string(text_of(f.key.code)),
            f.key.holder + " " + key_id(f.key.key).hex().substr(0, 12) + "…" + (f.key.document_no.empty() ? "" : " " + f.key.document_no),
            {},
            {}};
  }
  FactText operator()(const CreditRulesSet& f) const {
    return {say("credit rules", "信用规则"), f.rules.version, say("from ", "自 ") + f.rules.effective_from.iso(), {}, {}};
  }
  FactText operator()(const CreditRecorded& f) const {
    std::string detail(name(f.line.kind));
    if (f.line.weight != CreditClass::none) detail += say(", ", "，") + std::string(name(f.line.weight));
    detail += say(", decided ", "，决定日期 ") + f.line.decided_on.iso();
    if (f.line.published_to) detail += say(", to ", "，至 ") + f.line.published_to->iso();
    return {say("credit entry", "信用记录"), name(f.entry), detail, {}, std::string(text_of(f.line.code))};
  }
  FactText operator()(const CreditWithdrawn& f) const {
    return {say("credit entry withdrawn", "信用记录撤回"), name(f.withdrawal.entry), f.withdrawal.document_no, {}, {}};
  }
  FactText operator()(const RatingScaleDefined& f) const {
    return {say("rating scale", "评级标准"), f.scale.scale, name(f.scale.name_en, f.scale.name_zh), {}, {}};
  }
  FactText operator()(const Rated& f) const {
    return {say("rating", "评级"), f.scale, f.line.grade + say(", to ", "，至 ") + f.line.valid_to.iso(), {}, std::string(text_of(f.line.code))};
  }
  FactText operator()(const DocumentAnchored& f) const {
    return {say("document", "文件"), f.document.document_no, f.document.title, {}, {}};
  }

 private:
  static std::string name(const CreditKey& key) { return key.department + "/" + key.batch + "#" + std::to_string(key.line); }
  [[nodiscard]] std::string name(CreditKind kind) const {
    switch (kind) {
      case CreditKind::honour: return say("honour", "荣誉");
      case CreditKind::licence: return say("licence", "行政许可");
      case CreditKind::penalty: return say("penalty", "行政处罚");
      case CreditKind::dishonesty: return say("dishonesty", "失信");
    }
    return {};
  }
  [[nodiscard]] std::string name(CreditClass weight) const {
    switch (weight) {
      case CreditClass::none: return {};
      case CreditClass::minor: return say("minor", "轻微");
      case CreditClass::general: return say("general", "一般");
      case CreditClass::serious: return say("serious", "严重");
    }
    return {};
  }
};

}  // namespace

FactText describe(const Fact& fact, Language language) { return std::visit(Describe{language}, fact); }

std::string describe(const Action& action, Language language) {
  constexpr Words kNames[] = {{"register a department", "登记部门"},  {"register a key", "登记密钥"},
                              {"revoke a key", "注销密钥"},           {"register enterprises", "登记企业"},
                              {"create a programme", "设立专项"},     {"record awards", "记录安排"},
                              {"identify beneficiaries", "确认主体"}, {"record payments", "记录拨付"},
                              {"define a title", "设立资格"},         {"issue titles", "认定资格"},
                              {"revoke a title", "撤销资格"},
                              {"rotate a key", "更换密钥"},           {"bind an enterprise's key", "绑定企业密钥"},
                              {"set credit rules", "设立信用规则"},   {"record credit entries", "记录信用信息"},
                              {"withdraw a credit entry", "撤回信用记录"}, {"define a rating scale", "设立评级标准"},
                              {"record ratings", "记录评级"},         {"anchor a document", "文件存证"}};
  static_assert(std::size(kNames) == std::variant_size_v<Action>);
  return std::string(kNames[action.index()].in(language));
}

std::string time_in_china(std::uint64_t time_ms) {
  const std::uint64_t seconds = time_ms / 1000 + 8 * 3600;
  const auto two = [](std::uint64_t n) { return std::to_string(100 + n).substr(1); };
  return date_of_days(seconds / 86'400).iso() + " " + two(seconds / 3600 % 24) + ":" +
         two(seconds / 60 % 60) + ":" + two(seconds % 60);
}

}  // namespace credence
