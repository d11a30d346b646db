// SPDX-License-Identifier: Apache-2.0
// How JSON views are written. Internal to ledger/views.
//
// The view of a struct is its list of fields (ledger/codec/fields.h), each under its name. A struct among the
// fields stands as its own fields do, without a name around them, unless it is an `OwnObject`. Where a view
// differs from the list, an overload of `write` says how, in the file of the family.
#pragma once

#include <boost/json.hpp>

#include "ledger/views/json.h"

namespace credence::views {
namespace json = boost::json;

class Writer;
template <Listed T>
void write(Writer& w, const T& v);
template <class T>
[[nodiscard]] json::object view_of(const T& value);

/// Stands as an object of its own among the fields of another.
template <class T>
concept OwnObject = std::same_as<T, ProgrammeRules> || std::same_as<T, QualificationValue> ||
                    std::same_as<T, ChainLimits> || std::same_as<T, FirstKey> || std::same_as<T, Charges>;

/// Writes members in the order of the calls; a name that was written before keeps its place.
class Writer {
 public:
  template <class T>
  Writer& operator()(std::string_view name, const T& value) {
    if constexpr (std::same_as<T, Fen>) {
      set(name, value_of(std::to_string(value)));
      return set(std::string(name) + "_yuan", value_of(yuan_text(value)));
    } else if constexpr (Listed<T> && !OwnObject<T>) {
      write(*this, value);
      return *this;
    } else {
      return set(name, value_of(value));
    }
  }
  Writer& time(std::uint64_t time_ms) { return (*this)("time", iso_time(time_ms))("time_ms", time_ms); }
  Writer& object(std::string_view name, json::object value) { return set(name, std::move(value)); }
  Writer& array(std::string_view name, json::array value) { return set(name, std::move(value)); }
  json::object take() { return std::move(out_); }

 private:
  static json::value value_of(std::string_view text) { return json::string(text); }
  template <std::same_as<bool> B>
  static json::value value_of(B value) {
    return value;
  }
  template <std::unsigned_integral U>
    requires(!std::same_as<U, bool>)
  static json::value value_of(U value) {
    return std::uint64_t{value};
  }
  template <CodedEnum E>
  static json::value value_of(E value) {
    return value_of(name_of(value));
  }
  static json::value value_of(const Date& day) { return value_of(day.iso()); }
  static json::value value_of(const Uscc& code) {
    // A code inside an answer was checked when it was recorded; other bytes are shown as hexadecimal.
    return valid_utf8(text_of(code)) ? value_of(text_of(code)) : value_of(code.hex());
  }
  template <std::size_t N, class K>
  static json::value value_of(const Fixed<N, K>& value) {
    return value_of(value.hex());
  }
  template <class K>
  static json::value value_of(const OfSuite<K>& value) {
    return value_of(value.hex());
  }
  template <class T>
  static json::value value_of(const std::optional<T>& value) {
    return value ? value_of(*value) : json::value(nullptr);
  }
  template <class T, std::size_t M>
  static json::value value_of(const List<T, M>& list) {
    json::array out;
    for (const T& item : list) out.push_back(value_of(item));
    return out;
  }
  template <Listed T>
  static json::value value_of(const T& value) {
    return view_of(value);
  }
  Writer& set(std::string_view name, json::value value) {
    out_[name] = std::move(value);
    return *this;
  }
  json::object out_;
};

template <Listed T>
void write(Writer& w, const T& v) {
  v.fields(w);
}
/// With other names for some of the fields: {"weight", "class"}.
template <Listed T>
void write_as(Writer& w, const T& v,
              std::initializer_list<std::pair<std::string_view, std::string_view>> names) {
  v.fields([&](std::string_view name, const auto& field) {
    for (const auto& [member, as] : names)
      if (name == member) name = as;
    w(name, field);
  });
}

template <class T>
json::object view_of(const T& value) {
  Writer w;
  write(w, value);
  return w.take();
}

// ---- views that differ from the list ----------------------------------------------------------------------

void write(Writer& w, const LaterFact& v);
void write(Writer& w, const KeyPost& v);
void write(Writer& w, const RegisterKey& v);
void write(Writer& w, const RotateKey& v);
void write(Writer& w, const BindEnterpriseKey& v);
void write(Writer& w, const KeyRotated& v);
void write(Writer& w, const FirstKey& v);
void write(Writer& w, const DecidePending& v);
void write(Writer& w, const ActionParked& v);
void write(Writer& w, const PendingValue& v);
void write(Writer& w, const ProposeChange& v);
void write(Writer& w, const ValidatorsValue& v);
void write(Writer& w, const Tranche& v);
void write(Writer& w, const Objected& v);
void write(Writer& w, const EnterpriseValue& v);
void write(Writer& w, const AwardBatchValue& v);
void write(Writer& w, const AwardValue& v);
void write(Writer& w, const ResultLine& v);
void write(Writer& w, const PaymentListValue& v);
void write(Writer& w, const RecoveryValue& v);
void write(Writer& w, const CreditTerm& v);
void write(Writer& w, const CreditLine& v);
void write(Writer& w, const CreditValue& v);
void write(Writer& w, const CreditMark& v);
void write(Writer& w, const DocumentValue& v);
void write(Writer& w, const DefineTarget& v);
void write(Writer& w, const RecordMeasure& v);
void write(Writer& w, const TargetValue& v);
void write(Writer& w, const MeasureValue& v);

}  // namespace credence::views
