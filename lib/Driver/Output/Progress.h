// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// A sign of life for work that takes a while.

#ifndef SM_LIB_DRIVER_OUTPUT_PROGRESS_H
#define SM_LIB_DRIVER_OUTPUT_PROGRESS_H

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace sm::driver {

/// While it lives, shows "TEXT, N s" on stderr from the first second on, and
/// wipes the line at the end. Does nothing unless stderr is a terminal.
class Progress {
public:
  explicit Progress(std::string text);
  ~Progress();
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;

private:
  void show();

  std::string text;
  std::mutex mutex;
  std::condition_variable done;
  bool isDone = false;
  std::thread thread;
};

} // namespace sm::driver

#endif // SM_LIB_DRIVER_OUTPUT_PROGRESS_H
