// SPDX-License-Identifier: Apache-2.0
#include "client/lists/held.h"

#include <algorithm>
#include <map>

#include "client/base/written.h"

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
  out.add("declared total", "公布总额", yuan_text(given.declared_total), yuan_text(held.declared_total));
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
  Outcome<Said> operator()(const RegisterProjects& list) const {
    if (!place) return Said{};
    const ProjectLine& line = list.lines.at(*place);
    const Hash32 project =
        project_hash(client.network().anchor.chain.suite, list.programme, line.code, line.project);
    return from<LibraryProjectValue>(
        LibraryProjectKey{list.programme, project}, [&](Differences& d, const LibraryProjectValue& v) {
          d.add("requested", "申报金额", yuan_text(line.requested), yuan_text(v.requested));
        });
  }
  Outcome<Said> operator()(const RecordBids& list) const {
    if (!place) return Said{};
    const BidLine& line = list.lines.at(*place);
    return from<BidValue>(
        BidKey{list.programme, list.challenge, line.line}, [&](Differences& d, const BidValue& v) {
          d.add("code", "代码", std::string(text_of(line.code)), std::string(text_of(v.code)));
          d.add("project", "项目", std::string(line.project), std::string(v.project));
          d.add("amount", "金额", yuan_text(line.amount), yuan_text(v.amount));
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

namespace {

// What a line of a list that waits is about, within what the list is about: its number, or what it names where the
// same may stand in another list.
template <class Line>
std::string about_line(const Line& line) {
  return std::to_string(line.line);
}
std::string about_line(const EnterpriseLine& line) { return std::string(text_of(line.code)); }
std::string about_line(const HolderLine& line) { return std::string(line.name); }
std::string about_line(const QualificationLine& line) { return std::string(text_of(line.code)); }
std::string about_line(const ProjectLine& line) {
  return std::string(text_of(line.code)) + " " + std::string(line.project);
}
std::string about_line(const ListingLine& line) {
  return std::string(text_of(line.code)) + " " + std::string(line.product);
}
std::string about_line(const ResultLine& line) {
  return std::string(line.award_batch) + " " + std::to_string(line.award_line);
}

/// What a whole list is about. Of titles and listings the batch is none of it: their lines are about a code.
template <class List>
std::string about_list(const List& list) {
  std::string out;
  const auto add = [&out](const auto& id) { out += std::string(id) + "/"; };
  if constexpr (requires { list.programme; }) add(list.programme);
  if constexpr (requires { list.type; }) add(list.type);
  if constexpr (requires { list.department; }) add(list.department);
  if constexpr (requires { list.challenge; }) add(list.challenge);
  if constexpr (requires { list.scale; }) add(list.scale);
  if constexpr (requires { list.list; }) add(list.list);
  if constexpr (requires { list.step; }) out += std::to_string(static_cast<unsigned>(list.step));
  if constexpr (requires { list.batch; } && !requires { list.lines.front().valid_from; }) add(list.batch);
  return out;
}

template <class Line>
bool line_alike(Line a, Line b) {
  if constexpr (requires { a.commitment; }) a.commitment = b.commitment = {};  // its salt is random
  a.line = b.line;
  return encode(a) == encode(b);
}
bool line_alike(const EnterpriseLine& a, const EnterpriseLine& b) { return encode(a) == encode(b); }

/// What both have, where `ours` is about what the other is about; of one kind.
template <class List>
std::optional<WaitsToo> shared_by(const List& ours, const List& theirs) {
  if (about_list(ours) != about_list(theirs)) return std::nullopt;
  List our_head = ours, their_head = theirs;
  our_head.lines.clear();
  their_head.lines.clear();
  const bool one_head = encode(our_head) == encode(their_head);
  WaitsToo out;
  out.same = one_head;
  std::map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < theirs.lines.size(); ++i) known.emplace(about_line(theirs.lines[i]), i);
  for (const auto& line : ours.lines) {
    const auto found = known.find(about_line(line));
    if (found == known.end()) continue;
    ++out.shared;
    out.same = out.same && line_alike(line, theirs.lines[found->second]);
    our_head.lines.push_back(line);
    their_head.lines.push_back(theirs.lines[found->second]);
  }
  out.same = out.same && out.shared == ours.lines.size();  // else some of ours do not wait
  bool about_one = out.shared > 0 || (one_head && ours.lines.empty());
  // Parts of a list repeat its declaration; corrections of several lines do what the batch is from then on, and each may
  // have its own reason.
  if constexpr (std::is_same_v<List, AmendAwards>)
    about_one =
        about_one || ours.declared_total != theirs.declared_total || ours.published != theirs.published;
  else if constexpr (requires { ours.declared_total; })
    about_one = about_one || !one_head;
  out.ours = std::move(our_head);
  out.theirs = std::move(their_head);
  return about_one ? std::optional(std::move(out)) : std::nullopt;
}

template <class Body>
constexpr bool kOfLines =
    requires(const Body& a) { a.lines.front().line; } || std::is_same_v<Body, RegisterEnterprises>;
/// What an action without lines is about: of two about one thing the later one would undo the other, or be refused.
/// Empty: nothing of the kind, and only the very same waits already.
template <class Body>
std::string about_whole(const Body& a) {
  std::string out;
  const auto add = [&out](const auto& text) { out += std::string(text) + "/"; };
  if constexpr (requires { a.programme; }) add(a.programme);
  if constexpr (requires { a.id; }) add(a.id);
  if constexpr (requires { a.type; }) add(a.type);
  if constexpr (requires { a.target; }) add(a.target);
  if constexpr (requires { a.scale; }) add(a.scale);
  if constexpr (requires { a.version.size(); }) add(a.version);
  if constexpr (requires { a.problem; }) add(a.problem);
  if constexpr (requires { a.batch; }) add(a.batch);
  if constexpr (requires { a.objection; }) add(std::to_string(a.objection));
  if constexpr (requires { a.quota; }) add(a.quota);
  if constexpr (requires { a.challenge; }) add(a.challenge);
  if constexpr (requires { a.recovery; }) add(a.recovery);
  if constexpr (requires { a.receipt; }) add(std::to_string(a.receipt));
  if constexpr (requires { a.step; }) add(name_of(a.step));
  if constexpr (requires { a.entry.size(); }) add(a.entry);
  if constexpr (requires { text_of(a.code); }) add(text_of(a.code));
  if constexpr (requires { a.key.hex(); }) add(a.key.hex());
  if constexpr (requires { a.on.iso(); }) add(a.on.iso());
  if constexpr (requires { a.year; }) add(std::to_string(a.year));
  return out;
}

std::optional<WaitsToo> shared_by(const Action& ours, const Action& theirs) {
  return std::visit(
      [&theirs]<class Body>(const Body& a) -> std::optional<WaitsToo> {
        const Body* const b = std::get_if<Body>(&theirs);
        if (b == nullptr) return std::nullopt;
        if constexpr (kOfLines<Body>) return shared_by(a, *b);
        if constexpr (!kOfLines<Body>)
          if (const bool same = encode(a) == encode(*b);
              same || (!about_whole(a).empty() && about_whole(a) == about_whole(*b)))
            return WaitsToo{.waiting = {}, .same = same, .theirs = *b, .ours = a};
        return std::nullopt;
      },
      ours);
}

}  // namespace

namespace {

/// What waits in the maker's department and can still be approved.
Outcome<std::vector<Waiting>> waiting_beside(Client& client, const KeyId& maker) {
  auto signer = client.state<SignerValue>(SignerKey{maker});
  if (!signer) return std::unexpected(signer.error());
  if (!**signer || (**signer)->enterprise) return std::vector<Waiting>();
  auto department = client.state<DepartmentValue>(DepartmentKey{(**signer)->department});
  if (!department) return std::unexpected(department.error());
  if (!**department || (**department)->pending == 0) return std::vector<Waiting>();
  auto all = waiting(client, (**signer)->department);
  if (!all) return std::unexpected(all.error());
  const Date today = date_in_china(all->proof.header.time_ms);
  std::erase_if(all->items, [&today](const Waiting& one) { return one.held.until < today; });
  return std::move(all->items);
}

}  // namespace

Outcome<std::vector<RecordRecovery>> receipts_waiting(Client& client, const KeyId& maker, const Id& programme,
                                                      const Id& recovery) {
  auto all = waiting_beside(client, maker);
  if (!all) return std::unexpected(all.error());
  std::vector<RecordRecovery> out;
  for (const Waiting& one : *all)
    if (const auto* const receipt = std::get_if<RecordRecovery>(&one.action);
        receipt != nullptr && receipt->programme == programme && receipt->recovery == recovery)
      out.push_back(*receipt);
  std::ranges::sort(out, {}, &RecordRecovery::receipt);
  return out;
}

Outcome<std::optional<WaitsToo>> waits_already(Client& client, const KeyId& maker,
                                               const std::vector<Action>& lists) {
  auto all = waiting_beside(client, maker);
  if (!all) return std::unexpected(all.error());
  for (const Waiting& one : *all) {
    for (const Action& list : lists)
      if (auto found = shared_by(list, one.action)) {
        found->waiting = one;
        return found;
      }
  }
  return std::nullopt;
}

}  // namespace credence
