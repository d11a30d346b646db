// A thread that runs what is posted to it, in order, and one repeated task.
//
// Thread-safety: `post` from any thread; `start` and `stop` from the owner. Tasks do not throw.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace credence::node {

class Loop {
 public:
  using Task = std::move_only_function<void()>;

  Loop() = default;
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop() { stop(); }

  /// `tick` runs on the thread about every `period`, between tasks.
  void start(std::chrono::milliseconds period, std::function<void()> tick);
  /// Tasks that have not begun are dropped; returns when the thread has ended.
  void stop();

  /// False if the loop was stopped. The queue is not bounded here: whoever posts what others send bounds it.
  bool post(Task task);

 private:
  void run(std::chrono::milliseconds period, const std::function<void()>& tick);

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> tasks_;
  bool stopping_ = false;
  std::thread thread_;
};

/// Threads that run what is posted to them, in no order. Urgent tasks (the checks of a proposal) go first; the others are
/// bounded in number.
class WorkerPool {
 public:
  using Task = Loop::Task;

  WorkerPool(std::size_t threads, std::size_t ordinary_max);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  ~WorkerPool() { stop(); }
  /// Tasks that have not begun are dropped.
  void stop();

  void post_urgent(Task task);
  /// False if too many wait or the pool was stopped.
  [[nodiscard]] bool post(Task task);
  [[nodiscard]] std::size_t threads() const { return threads_.size(); }

 private:
  void run();

  const std::size_t ordinary_max_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> urgent_, ordinary_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace credence::node
