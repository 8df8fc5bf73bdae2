// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Tracing by ptrace.

#include "TracedWriter.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sm::test {

namespace {

// Names and numbers of calls differ between processors; those of x86-64 that
// newer ones lack are behind the #if.

/// Says where the writer begins and ends; no writer makes this call.
constexpr long kMark = SYS_getppid;
constexpr int kSeconds = 60;

/// How the child's status comes back.
struct Report {
  int code;
  char message[4096];
};

[[noreturn]] void runChild(const std::function<Status()> &writer,
                           Report &report) {
  ::alarm(kSeconds); // A writer that hangs is an accident.
  if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0)
    ::_exit(1);
  ::raise(SIGSTOP);
  ::syscall(kMark);
  const Status status = writer();
  ::syscall(kMark);
  report.code = static_cast<int>(status.code());
  std::strncpy(report.message, std::string(status.message()).c_str(),
               sizeof(report.message) - 1);
  ::_exit(0);
}

struct NamedCall {
  long number;
  const char *name;
};

const NamedCall kFileCalls[] = {
    {SYS_read, "read"},
    {SYS_write, "write"},
    {SYS_close, "close"},
    {SYS_fstat, "fstat"},
    {SYS_lseek, "lseek"},
    {SYS_mmap, "mmap"},
    {SYS_ioctl, "ioctl"},
    {SYS_pread64, "pread64"},
    {SYS_pwrite64, "pwrite64"},
    {SYS_readv, "readv"},
    {SYS_writev, "writev"},
    {SYS_fcntl, "fcntl"},
    {SYS_fsync, "fsync"},
    {SYS_fdatasync, "fdatasync"},
    {SYS_ftruncate, "ftruncate"},
    {SYS_fallocate, "fallocate"},
    {SYS_getdents64, "getdents64"},
    {SYS_getcwd, "getcwd"},
    {SYS_openat, "openat"},
    {SYS_mkdirat, "mkdirat"},
    {SYS_unlinkat, "unlinkat"},
    {SYS_linkat, "linkat"},
    {SYS_symlinkat, "symlinkat"},
    {SYS_readlinkat, "readlinkat"},
    {SYS_fchmod, "fchmod"},
    {SYS_fchmodat, "fchmodat"},
    {SYS_faccessat, "faccessat"},
    {SYS_renameat2, "renameat2"},
    {SYS_copy_file_range, "copy_file_range"},
    {SYS_statx, "statx"},
#if defined(__x86_64__)
    {SYS_newfstatat, "newfstatat"},
    {SYS_renameat, "renameat"},
    {SYS_open, "open"},
    {SYS_stat, "stat"},
    {SYS_lstat, "lstat"},
    {SYS_access, "access"},
    {SYS_rename, "rename"},
    {SYS_mkdir, "mkdir"},
    {SYS_rmdir, "rmdir"},
    {SYS_creat, "creat"},
    {SYS_link, "link"},
    {SYS_unlink, "unlink"},
    {SYS_symlink, "symlink"},
    {SYS_readlink, "readlink"},
    {SYS_chmod, "chmod"},
    {SYS_getdents, "getdents"},
#endif
};

#if defined(__x86_64__)

/// Follows a child from call to call.
class Tracer {
public:
  Tracer(pid_t child, const std::function<Fate(const SystemCall &)> &decide,
         Outcome &outcome)
      : child(child), decide(decide), outcome(outcome) {}

  /// True if the writer came to its end.
  bool follow();
  /// The child has ended and is waited for.
  bool isGone() const { return gone; }

private:
  bool go(int signal);
  void enter();
  void leave();
  pid_t child;
  const std::function<Fate(const SystemCall &)> &decide;
  Outcome &outcome;
  bool isInside = false; // A call.
  bool hasBegun = false, hasEnded = false, isKilled = false, gone = false;
  Fate fate;
};

/// Lets the child run to its next stop; false if it is gone.
bool Tracer::go(int signal) {
  if (::ptrace(PTRACE_SYSCALL, child, nullptr, signal) != 0 && errno != ESRCH) {
    outcome.accident = std::string("ptrace: ") + std::strerror(errno);
    return false;
  }
  return true;
}

void Tracer::enter() {
  user_regs_struct registers;
  if (::ptrace(PTRACE_GETREGS, child, nullptr, &registers) != 0)
    return;
  fate = Fate();
  const long number = static_cast<long>(registers.orig_rax);
  if (number == kMark) {
    hasEnded = hasBegun;
    hasBegun = true;
    return;
  }
  if (!hasBegun || hasEnded)
    return;
  SystemCall call;
  call.index = static_cast<int>(outcome.calls.size());
  call.number = number;
  call.arguments = {registers.rdi, registers.rsi, registers.rdx,
                    registers.r10, registers.r8,  registers.r9};
  outcome.calls.push_back(call);
  fate = decide(call);
  if (fate.kind == Fate::Killed) {
    isKilled = true;
    ::kill(child, SIGKILL);
  } else if (fate.kind == Fate::Failed) {
    registers.orig_rax = static_cast<unsigned long long>(-1);
    ::ptrace(PTRACE_SETREGS, child, nullptr, &registers);
  } else if (fate.kind == Fate::Shortened) {
    registers.rdx = fate.count;
    ::ptrace(PTRACE_SETREGS, child, nullptr, &registers);
  }
}

void Tracer::leave() {
  if (fate.kind != Fate::Failed)
    return;
  user_regs_struct registers;
  if (::ptrace(PTRACE_GETREGS, child, nullptr, &registers) != 0)
    return;
  registers.rax = static_cast<unsigned long long>(-fate.error);
  ::ptrace(PTRACE_SETREGS, child, nullptr, &registers);
}

bool Tracer::follow() {
  int status = 0;
  if (::waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) {
    outcome.accident = "the child could not be traced";
    return false;
  }
  ::ptrace(PTRACE_SETOPTIONS, child, nullptr,
           PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
  int signal = 0;
  while (go(signal)) {
    signal = 0;
    if (::waitpid(child, &status, 0) != child)
      break;
    gone = WIFEXITED(status) || WIFSIGNALED(status);
    if (WIFEXITED(status))
      return hasEnded && WEXITSTATUS(status) == 0;
    if (WIFSIGNALED(status)) {
      if (!isKilled)
        outcome.accident =
            std::string("died of ") + ::strsignal(WTERMSIG(status));
      return false;
    }
    if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
      signal = WSTOPSIG(status);
      continue;
    }
    isInside = !isInside;
    isInside ? enter() : leave();
  }
  return false;
}

#else

class Tracer {
public:
  Tracer(pid_t, const std::function<Fate(const SystemCall &)> &,
         Outcome &outcome)
      : outcome(outcome) {}
  bool follow() {
    outcome.accident = "registers of this processor are not known";
    return false;
  }
  bool isGone() const { return false; }

private:
  Outcome &outcome;
};

#endif

} // namespace

Outcome runTraced(const std::function<Status()> &writer,
                  const std::function<Fate(const SystemCall &)> &decide) {
  Outcome outcome;
  void *shared = ::mmap(nullptr, sizeof(Report), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) {
    outcome.accident = "no memory";
    return outcome;
  }
  Report &report = *new (shared) Report();
  const pid_t child = ::fork();
  if (child == 0)
    runChild(writer, report);
  if (child < 0) {
    outcome.accident = std::string("fork: ") + std::strerror(errno);
  } else {
    Tracer tracer(child, decide, outcome);
    if (tracer.follow())
      outcome.status =
          Status(static_cast<absl::StatusCode>(report.code), report.message);
    if (!tracer.isGone()) {
      ::kill(child, SIGKILL);
      ::waitpid(child, nullptr, 0);
    }
  }
  ::munmap(shared, sizeof(Report));
  return outcome;
}

std::string whyNotTraced() {
  const Outcome outcome = runTraced([] { return absl::OkStatus(); },
                                    [](const SystemCall &) { return Fate(); });
  return outcome.status ? ""
         : outcome.accident.empty()
             ? "processes cannot be traced here (ptrace is not permitted)"
             : outcome.accident;
}

std::string nameOf(const SystemCall &call) {
  for (const NamedCall &known : kFileCalls)
    if (known.number == call.number)
      return known.name;
  return "call " + std::to_string(call.number);
}

bool concernsFiles(const SystemCall &call) {
  // Memory without a file behind it.
  if (call.number == SYS_mmap)
    return (call.arguments[3] & MAP_ANONYMOUS) == 0;
  return std::any_of(
      std::begin(kFileCalls), std::end(kFileCalls),
      [&](const NamedCall &known) { return known.number == call.number; });
}

} // namespace sm::test
