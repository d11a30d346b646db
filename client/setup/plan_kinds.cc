// SPDX-License-Identifier: Apache-2.0
#include "client/setup/plan_kinds.h"

#include <utility>

namespace credence {
namespace {

constexpr std::pair<std::string_view, std::string_view> kKinds[] = {
    {"application", "应用"},
    {"brand", "品牌"},
    {"capital-market", "资本市场"},
    {"challenge-bid", "揭榜挂帅"},
    {"city", "市"},
    {"cloud-resource", "云资源"},
    {"demonstration-base", "示范基地"},
    {"demonstration-zone", "示范区"},
    {"digital-transformation", "数字化转型"},
    {"enterprise", "企业"},
    {"enterprise-cultivation", "企业培育"},
    {"event", "活动"},
    {"finance-tax", "财税支持"},
    {"fiscal-leverage", "财政引导"},
    {"guidance-fund", "引导基金"},
    {"incentive", "激励"},
    {"industry-alliance", "产业联盟"},
    {"industry-association", "行业协会"},
    {"industry-organisation", "行业组织"},
    {"innovation-platform", "创新平台"},
    {"investment-attraction", "招商引资"},
    {"laboratory", "实验室"},
    {"leading-group", "领导小组"},
    {"market-matching", "供需对接"},
    {"open-source", "开源"},
    {"organisation", "组织"},
    {"park", "园区"},
    {"person-or-team", "个人或团队"},
    {"pilot", "试点"},
    {"pilot-demonstration", "试点示范"},
    {"place", "地区与载体"},
    {"platform", "平台"},
    {"policy", "政策"},
    {"procurement-catalogue", "采购目录"},
    {"product", "产品"},
    {"programme", "专项"},
    {"project", "项目"},
    {"public-service-platform", "公共服务平台"},
    {"quality", "质量"},
    {"r&d-funding", "研发资助"},
    {"region", "区域"},
    {"regional-cooperation", "区域合作"},
    {"security", "安全"},
    {"software-platform", "软件平台"},
    {"special-fund", "专项资金"},
    {"talent", "人才"},
    {"talent-benefit", "人才待遇"},
    {"title-application", "称号申报"},
};

}  // namespace

std::string_view plan_kind(std::string_view kind, Language language) {
  if (language == Language::zh)
    for (const auto& [id, zh] : kKinds)
      if (id == kind) return zh;
  return kind;
}

}  // namespace credence
