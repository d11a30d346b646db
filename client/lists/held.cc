// SPDX-License-Identifier: Apache-2.0
#include "client/lists/held.h"

#include "client/base/written.h"
#include "client/four_eyes.h"
#include "client/lists/recorded.h"

namespace credence {

Outcome<std::vector<std::pair<std::size_t, Complaint>>> lines_undone(Client& client, const Action& list) {
  std::vector<std::pair<std::size_t, Complaint>> out;
  if (const auto* const paid = std::get_if<RecordPayments>(&list))
    for (std::size_t i = 0; i < paid->lines.size(); ++i) {
      auto value = client.state<PaymentValue>(PaymentKey{paid->programme, paid->list, paid->lines[i].line});
      if (!value) return std::unexpected(value.error());
      if (!**value || !(**value)->reversal) continue;
      const PaymentReversal& undone = *(**value)->reversal;
      out.emplace_back(
          i, Complaint{Code::payment_reversed, Said(undone.on.iso() + " " + std::string(undone.reason))});
    }
  if (const auto* const awarded = std::get_if<RecordAwards>(&list))
    for (std::size_t i = 0; i < awarded->lines.size(); ++i) {
      auto value =
          client.state<AwardValue>(AwardKey{awarded->programme, awarded->batch, awarded->lines[i].line});
      if (!value) return std::unexpected(value.error());
      if (!**value || !(**value)->closed || (**value)->released == 0) continue;
      const std::string sum = yuan_text((**value)->released);
      out.emplace_back(
          i, Complaint{Code::award_closed, Said("released " + sum + " CNY", "已释放 " + sum + " 元")});
    }
  return out;
}

namespace {

/// "amount 12.00, held 10.00", for each field that differs.
class Differences {
 public:
  void add(std::string_view en, std::string_view zh, const std::string& given, const std::string& held) {
    if (given == held) return;
    const auto shown = [](const std::string& text) { return text.empty() ? std::string("–") : text; };
    if (!out_.empty()) out_ += Said("; ", "；");
    out_ += Said(std::string(en) + " " + shown(given) + ", held " + shown(held),
                 std::string(zh) + " " + shown(given) + "，账本为 " + shown(held));
  }
  [[nodiscard]] Said take() { return std::move(out_); }

 private:
  Said out_;
};

std::string iso_or_none(const std::optional<Date>& day) { return day ? day->iso() : ""; }

Said declared_differently(const BatchDeclaration& given, const AwardBatchValue& held) {
  Differences out;
  out.add("declared count", "申报数量", std::to_string(given.declared_count),
          std::to_string(held.declared_count));
  out.add("declared total", "申报总额", yuan_text(given.declared_total), yuan_text(held.declared_total));
  out.add("title", "标题", std::string(given.title), std::string(held.title));
  out.add("document number", "文号", std::string(given.document_no), std::string(held.document_no));
  out.add("published", "公布日期", iso_or_none(given.published), iso_or_none(held.published));
  out.add("source", "来源", std::string(given.source), std::string(held.source));
  out.add("quota", "指标", std::string(given.quota.value_or(Id{})), std::string(held.quota.value_or(Id{})));
  return out.take();
}

struct Difference {
  Client& client;
  std::optional<std::size_t> place;

  template <class Value, class Add>
  Outcome<Said> from(const StateKey& key, Add add) const {
    auto value = client.state<Value>(key);
    if (!value) return std::unexpected(value.error());
    if (!**value) return Said{};
    Differences out;
    add(out, ***value);
    return out.take();
  }
  Outcome<Said> operator()(const RecordAwards& list) const {
    if (!place) {
      auto held = client.state<AwardBatchValue>(AwardBatchKey{list.programme, list.batch});
      if (!held) return std::unexpected(held.error());
      return **held ? declared_differently(list, ***held) : Said{};
    }
    const AwardLine& line = list.lines.at(*place);
    return from<AwardValue>(
        AwardKey{list.programme, list.batch, line.line}, [&](Differences& d, const AwardValue& v) {
          d.add("beneficiary", "受益人", std::string(line.beneficiary), std::string(v.beneficiary));
          d.add("project", "项目", std::string(line.project), std::string(v.project));
          d.add("amount", "金额", yuan_text(line.amount), yuan_text(v.amount));
        });
  }
  Outcome<Said> operator()(const RecordPayments& list) const {
    if (!place) return Said{};
    const PaymentLine& line = list.lines.at(*place);
    return from<PaymentValue>(PaymentKey{list.programme, list.list, line.line},
                              [&](Differences& d, const PaymentValue& v) {
                                d.add("amount", "金额", yuan_text(line.amount), yuan_text(v.amount));
                                d.add("day", "日期", line.paid_on.iso(), v.paid_on.iso());
                              });
  }
  Outcome<Said> operator()(const RegisterEnterprises& list) const {
    if (!place) return Said{};
    const EnterpriseLine& line = list.lines.at(*place);
    return from<EnterpriseValue>(EnterpriseKey{line.code}, [&](Differences& d, const EnterpriseValue& v) {
      d.add("name", "名称", std::string(line.name), std::string(v.name));
      d.add("registered on", "登记日期", iso_or_none(line.registered_on), iso_or_none(v.registered_on));
      d.add("place", "地区", std::string(line.place.value_or(Name{})), std::string(v.place.value_or(Name{})));
    });
  }
  template <class Other>
  Outcome<Said> operator()(const Other&) const {
    return Said{};
  }
};

}  // namespace

Outcome<Said> difference_of(Client& client, const Action& list, std::optional<std::size_t> place) {
  return std::visit(Difference{client, place}, list);
}

Outcome<std::optional<TxId>> waits_already(Client& client, const KeyId& maker,
                                           const std::vector<Action>& lists) {
  auto signer = client.state<SignerValue>(SignerKey{maker});
  if (!signer) return std::unexpected(signer.error());
  if (!**signer || (**signer)->enterprise) return std::nullopt;
  auto department = client.state<DepartmentValue>(DepartmentKey{(**signer)->department});
  if (!department) return std::unexpected(department.error());
  if (!**department || (**department)->pending == 0) return std::nullopt;
  auto all = waiting(client, (**signer)->department);
  if (!all) return std::unexpected(all.error());
  const Date today = date_in_china(all->proof.header.time_ms);
  for (const Waiting& one : all->items)
    for (const Action& list : lists)
      if (today <= one.held.until && list.index() == one.action.index() &&
          encode(only_lines(list, {})) == encode(only_lines(one.action, {})) &&
          (lines_of(list) == 0 || !places_in(list, one.action).empty()))
        return one.id;
  return std::nullopt;
}

}  // namespace credence
