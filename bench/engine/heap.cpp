// The same as ours.mjs in C++: a std::priority_queue of plain structs.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <queue>
#include <vector>

#include "workloads.hpp"

struct Event {
  int64_t time;
  uint64_t sequence;
  int32_t target;
  int32_t kind;

  bool operator<(const Event& other) const {
    return time != other.time ? time > other.time : sequence > other.sequence;
  }
};

struct Scheduler {
  std::priority_queue<Event> queue;
  int64_t now = 0;
  uint64_t sequence = 0;
  uint64_t executed = 0;

  void post(int64_t time, int32_t target, int32_t kind = 0) { queue.push({time, sequence++, target, kind}); }

  Event next() {
    Event event = queue.top();
    queue.pop();
    now = event.time;
    executed++;
    return event;
  }
};

template <typename Delay>
static void hold(int32_t processes, int64_t size, Delay delay, uint64_t events) {
  const uint64_t warmup = warmup_of(size);
  Sfc32 random(1);
  Scheduler scheduler;
  std::vector<int32_t> counts(processes);
  uint32_t checksum = 0;
  for (int64_t i = 0; i < size; i++) scheduler.post(delay(random), i % processes);
  auto run_to = [&](uint64_t executed) {
    while (scheduler.executed < executed) {
      Event event = scheduler.next();
      counts[event.target]++;
      checksum = checksum * 31 + event.target;
      int32_t target = random.below(processes);
      scheduler.post(scheduler.now + delay(random), target);
    }
  };
  run_to(warmup);
  auto start = std::clock();
  run_to(warmup + events);
  report(events, start, checksum, scheduler.now);
}

static void rumor(int32_t nodes, int rumors) {
  Sfc32 random(1);
  auto start = std::clock();
  uint64_t events = 0;
  uint32_t checksums = 0;
  int64_t now = 0;
  for (int i = 0; i < rumors; i++) {
    if (i == 1) start = std::clock();
    Scheduler scheduler;
    std::vector<uint8_t> knows(nodes);
    int32_t known = 0;
    uint32_t checksum = 0;
    enum { push, arrival };
    auto learn = [&](int32_t node) {
      if (knows[node]) return;
      knows[node] = 1;
      known++;
      scheduler.post(scheduler.now + push_interval(random), node, push);
    };
    learn(0);
    while (known < nodes) {
      Event event = scheduler.next();
      if (event.kind == push) {
        int64_t arrives = scheduler.now + latency(random);
        scheduler.post(arrives, random.below(nodes), arrival);
        scheduler.post(scheduler.now + push_interval(random), event.target, push);
      } else {
        checksum = checksum * 31 + event.target;
        learn(event.target);
      }
    }
    if (i > 0) {
      events += scheduler.executed;
      checksums += checksum;
      now += scheduler.now;
    }
  }
  report(events, start, checksums, now);
}

int main(int, char** arguments) {
  const char* workload = arguments[1];
  int64_t n = atoll(arguments[2]);
  int64_t count = atoll(arguments[3]);
  if (!strcmp(workload, "phold")) hold(n, 16 * n, phold_delay, count);
  if (!strcmp(workload, "mixture")) hold(n, n, mixture_delay, count);
  if (!strcmp(workload, "rumor")) rumor(n, count);
}
