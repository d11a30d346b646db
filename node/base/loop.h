// SPDX-License-Identifier: Apache-2.0
// A thread that runs what is posted to it, in order, one repeated task, and work from a source when nothing
// else is to be done.
//
// Thread-safety: `post` and `wake` from any thread; `start` and `stop` from the owner. Tasks do not throw.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace credence::node {

/// Shown by `top -H` and perf; at most 15 characters.
void name_thread(const char* name);

class Loop {
 public:
  using Task = std::move_only_function<void()>;

  Loop() = default;
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop() { stop(); }

  /// `tick` runs on the thread about every `period`, between tasks. `more` does one piece of work when no
  /// task waits, and says whether there was any.
  void start(const char* name, std::chrono::milliseconds period, std::function<void()> tick,
             std::function<bool()> more);
  /// Tasks that have not begun are dropped; returns when the thread has ended.
  void stop();

  /// False if the loop was stopped. The queue is not bounded here: whoever posts what others send bounds it.
  bool post(Task task);
  /// There is work for `more`.
  void wake();

 private:
  void run(std::chrono::milliseconds period, const std::function<void()>& tick,
           const std::function<bool()>& more);

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> tasks_;
  bool woken_ = false;  // `more` may have work
  bool stopping_ = false;
  std::thread thread_;
};

/// Threads that run what is posted to them, in no order. Urgent tasks (the checks of proposals and synced
/// blocks) go first, but not more than kUrgentRun of them while others wait. Of the others, those of peers
/// and those of clients go in turn, each kind bounded in number: a flood of one kind does not delay the
/// other.
class WorkerPool {
 public:
  using Task = Loop::Task;
  static constexpr std::size_t kUrgentRun = 8;

  WorkerPool(std::size_t threads, std::size_t waiting_max);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  ~WorkerPool() { stop(); }
  /// Tasks that have not begun are dropped.
  void stop();

  void post_urgent(Task task);
  /// False if too many wait or the pool was stopped.
  [[nodiscard]] bool post(Task task) { return post_to(peers_, std::move(task)); }
  [[nodiscard]] bool post_client(Task task) { return post_to(clients_, std::move(task)); }
  [[nodiscard]] std::size_t threads() const { return threads_.size(); }

 private:
  using Queue = std::deque<Task>;
  [[nodiscard]] bool post_to(Queue& queue, Task task);
  [[nodiscard]] Queue& next();
  void run();

  const std::size_t waiting_max_;
  std::mutex mutex_;
  std::condition_variable wake_;
  Queue urgent_, peers_, clients_;
  std::size_t urgent_run_ = 0;  // urgent tasks taken since the last other one
  bool clients_turn_ = false;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace credence::node
