// SPDX-License-Identifier: Apache-2.0
// What Boost.Asio and Beast would compile anew in each file that uses them.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
