// Threads with queues: a mutex and a condition variable each. Nothing here is on a path so hot that more would pay.
#include "node/loop.h"

namespace credence::node {

void Loop::start(std::chrono::milliseconds period, std::function<void()> tick) {
  thread_ = std::thread([this, period, tick = std::move(tick)] { run(period, tick); });
}

void Loop::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
  std::deque<Task> dropped;  // destroyed outside of the lock: a task may own what posts
  const std::lock_guard lock(mutex_);
  dropped.swap(tasks_);
}

bool Loop::post(Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return false;
    tasks_.push_back(std::move(task));
  }
  wake_.notify_one();
  return true;
}

void Loop::run(std::chrono::milliseconds period, const std::function<void()>& tick) {
  auto due = std::chrono::steady_clock::now() + period;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (std::chrono::steady_clock::now() >= due) {
      lock.unlock();
      tick();
      due = std::chrono::steady_clock::now() + period;
      lock.lock();
      continue;
    }
    if (tasks_.empty()) {
      wake_.wait_until(lock, due);
      continue;
    }
    Task task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task();
    task = nullptr;  // what it owns goes before the lock is taken again
    lock.lock();
  }
}

WorkerPool::WorkerPool(std::size_t threads, std::size_t ordinary_max) : ordinary_max_(ordinary_max) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

void WorkerPool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
  std::deque<Task> urgent, ordinary;
  const std::lock_guard lock(mutex_);
  urgent.swap(urgent_);
  ordinary.swap(ordinary_);
}

void WorkerPool::post_urgent(Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    urgent_.push_back(std::move(task));
  }
  wake_.notify_one();
}

bool WorkerPool::post(Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || ordinary_.size() >= ordinary_max_) return false;
    ordinary_.push_back(std::move(task));
  }
  wake_.notify_one();
  return true;
}

void WorkerPool::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !urgent_.empty() || !ordinary_.empty(); });
    if (stopping_) return;
    auto& queue = urgent_.empty() ? ordinary_ : urgent_;
    Task task = std::move(queue.front());
    queue.pop_front();
    lock.unlock();
    task();
    task = nullptr;
    lock.lock();
  }
}

}  // namespace credence::node
