// SPDX-License-Identifier: Apache-2.0
// What every test includes, compiled once a test program.
#pragma once

#include "cmake/std_pch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
