// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The thread that counts seconds on a terminal.

#include "lib/Driver/Output/Progress.h"

#include <chrono>
#include <cstdio>
#include <unistd.h>

namespace sm::driver {

Progress::Progress(std::string text) : text(std::move(text)) {
  if (::isatty(STDERR_FILENO) == 1)
    thread = std::thread([this] { show(); });
}

Progress::~Progress() {
  if (!thread.joinable())
    return;
  {
    std::lock_guard<std::mutex> lock(mutex);
    isDone = true;
  }
  done.notify_all();
  thread.join();
}

void Progress::show() {
  std::unique_lock<std::mutex> lock(mutex);
  int seconds = 0;
  while (!done.wait_for(lock, std::chrono::seconds(1), [&] { return isDone; }))
    std::fprintf(stderr, "\r%s, %d s", text.c_str(), ++seconds);
  if (seconds > 0)
    std::fputs("\r\x1b[K", stderr);
}

} // namespace sm::driver
