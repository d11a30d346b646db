// SPDX-License-Identifier: Apache-2.0
// Threads with queues: a mutex and a condition variable each. Nothing here is on a path so hot that more
// would pay.
#include "node/base/loop.h"

#include <pthread.h>

namespace credence::node {

void name_thread(const char* name) { (void)pthread_setname_np(pthread_self(), name); }

void Loop::start(const char* name, std::chrono::milliseconds period, std::function<void()> tick,
                 std::function<bool()> more) {
  thread_ = std::thread([this, name, period, tick = std::move(tick), more = std::move(more)] {
    name_thread(name);
    run(period, tick, more);
  });
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

void Loop::wake() {
  {
    const std::lock_guard lock(mutex_);
    if (woken_) return;
    woken_ = true;
  }
  wake_.notify_one();
}

void Loop::run(std::chrono::milliseconds period, const std::function<void()>& tick,
               const std::function<bool()>& more) {
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
    if (tasks_.empty() && woken_) {
      woken_ = false;
      lock.unlock();
      const bool worked = more();
      lock.lock();
      woken_ = woken_ || worked;
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

WorkerPool::WorkerPool(std::size_t threads, std::size_t waiting_max) : waiting_max_(waiting_max) {
  for (std::size_t i = 0; i < threads; ++i)
    threads_.emplace_back([this] {
      name_thread("worker");
      run();
    });
}

void WorkerPool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
  Queue urgent, peers, clients;
  const std::lock_guard lock(mutex_);
  urgent.swap(urgent_);
  peers.swap(peers_);
  clients.swap(clients_);
}

void WorkerPool::post_urgent(Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    urgent_.push_back(std::move(task));
  }
  wake_.notify_one();
}

bool WorkerPool::post_to(Queue& queue, Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || queue.size() >= waiting_max_) return false;
    queue.push_back(std::move(task));
  }
  wake_.notify_one();
  return true;
}

/// With the mutex held; one of them holds something.
WorkerPool::Queue& WorkerPool::next() {
  const bool others = !peers_.empty() || !clients_.empty();
  if (!urgent_.empty() && (!others || urgent_run_ < kUrgentRun)) {
    ++urgent_run_;
    return urgent_;
  }
  urgent_run_ = 0;
  const bool clients = !clients_.empty() && (clients_turn_ || peers_.empty());
  clients_turn_ = !clients;
  return clients ? clients_ : peers_;
}

void WorkerPool::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock,
               [this] { return stopping_ || !urgent_.empty() || !peers_.empty() || !clients_.empty(); });
    if (stopping_) return;
    Queue& queue = next();
    Task task = std::move(queue.front());
    queue.pop_front();
    lock.unlock();
    task();
    task = nullptr;
    lock.lock();
  }
}

}  // namespace credence::node
