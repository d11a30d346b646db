// SPDX-License-Identifier: Apache-2.0
// Where validators stand in the simulated wide-area networks of bench_wan, and what a message takes between
// them.
//
// Places: latitude and longitude in hundredths of a degree. A province: the 21 cities of Guangdong, and for a
// network of 31 ten departments more in its capital. A country: the 31 capitals of the provinces, autonomous
// regions and municipalities of the mainland. The first n of a list are a network of n; the lists begin with
// places that lie far apart.
//
// One way takes: 5 us/km of fibre (light at two thirds of its speed in vacuum) over twice the straight
// distance, which is what routes are longer in the middle, and 0.5 ms at each end for routers, encryptors and
// the last mile. In the province that gives 1 to 7 ms, in the country 2 to 40 ms: about what operators
// publish as round trips, halved.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>
#include <string_view>

namespace credence::bench {

struct Place {
  std::string_view name;
  int latitude, longitude;  // hundredths of a degree
};

inline constexpr std::array<Place, 31> kProvince = {{
    {"Guangzhou", 2313, 11326},     {"Shenzhen", 2254, 11406},     {"Zhanjiang", 2127, 11036},
    {"Meizhou", 2429, 11612},       {"Shaoguan", 2481, 11360},     {"Shantou", 2335, 11668},
    {"Zhaoqing", 2305, 11247},      {"Foshan", 2302, 11312},       {"Dongguan", 2302, 11375},
    {"Zhuhai", 2227, 11358},        {"Huizhou", 2311, 11442},      {"Jiangmen", 2258, 11308},
    {"Maoming", 2166, 11093},       {"Qingyuan", 2368, 11306},     {"Yangjiang", 2186, 11198},
    {"Heyuan", 2374, 11470},        {"Zhongshan", 2252, 11339},    {"Chaozhou", 2366, 11662},
    {"Jieyang", 2355, 11637},       {"Shanwei", 2279, 11537},      {"Yunfu", 2292, 11204},
    {"department 1", 2313, 11326},  {"department 2", 2313, 11326}, {"department 3", 2313, 11326},
    {"department 4", 2313, 11326},  {"department 5", 2313, 11326}, {"department 6", 2313, 11326},
    {"department 7", 2313, 11326},  {"department 8", 2313, 11326}, {"department 9", 2313, 11326},
    {"department 10", 2313, 11326},
}};

inline constexpr std::array<Place, 31> kCountry = {{
    {"Beijing", 3990, 11640},   {"Guangzhou", 2313, 11326},    {"Shanghai", 3123, 12147},
    {"Chengdu", 3057, 10407},   {"Urumqi", 4383, 8762},        {"Harbin", 4580, 12653},
    {"Wuhan", 3059, 11430},     {"Xi'an", 3434, 10894},        {"Kunming", 2488, 10283},
    {"Lhasa", 2965, 9114},      {"Shenyang", 4180, 12343},     {"Lanzhou", 3606, 10383},
    {"Nanning", 2282, 10837},   {"Jinan", 3665, 11712},        {"Fuzhou", 2607, 11930},
    {"Hohhot", 4084, 11175},    {"Tianjin", 3908, 11720},      {"Chongqing", 2956, 10655},
    {"Nanjing", 3206, 11880},   {"Hangzhou", 3027, 12015},     {"Changsha", 2823, 11294},
    {"Zhengzhou", 3475, 11363}, {"Shijiazhuang", 3804, 11451}, {"Taiyuan", 3787, 11255},
    {"Changchun", 4382, 12532}, {"Hefei", 3182, 11723},        {"Nanchang", 2868, 11586},
    {"Guiyang", 2665, 10663},   {"Haikou", 2004, 11032},       {"Xining", 3662, 10178},
    {"Yinchuan", 3849, 10623},
}};

/// Microseconds one way.
[[nodiscard]] inline std::uint64_t one_way_us(const Place& a, const Place& b) {
  const auto radians = [](int hundredths) { return hundredths / 100.0 * std::numbers::pi / 180; };
  const double half_latitude = std::sin((radians(b.latitude) - radians(a.latitude)) / 2);
  const double half_longitude = std::sin((radians(b.longitude) - radians(a.longitude)) / 2);
  const double chord = half_latitude * half_latitude + std::cos(radians(a.latitude)) *
                                                           std::cos(radians(b.latitude)) * half_longitude *
                                                           half_longitude;
  const double km = 2 * 6371 * std::asin(std::sqrt(chord));
  return 1000 + static_cast<std::uint64_t>(2 * 5 * km);
}

}  // namespace credence::bench
