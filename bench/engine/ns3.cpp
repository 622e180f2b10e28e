// The same as ours.mjs on ns-3, with the scheduler named by the fourth argument.
#include <ns3/core-module.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "workloads.hpp"

using namespace ns3;
using Delay = int64_t (*)(Sfc32&);

static Sfc32 numbers(1);
static std::clock_t start;
static uint32_t checksum = 0;
static uint64_t executed = 0;

// PHOLD and the mixture.
static Delay delay;
static std::vector<int32_t> counts;
static uint64_t warmup, last;

static void visit(int32_t target) {
  counts[target]++;
  checksum = checksum * 31 + target;
  int32_t next = numbers.below(counts.size());
  Simulator::Schedule(NanoSeconds(delay(numbers)), &visit, next);
  executed++;
  if (executed == warmup) start = std::clock();
  if (executed == last) Simulator::Stop();
}

static void hold(int32_t processes, int64_t size, Delay draw, uint64_t events) {
  delay = draw;
  counts.resize(processes);
  warmup = warmup_of(size);
  last = warmup + events;
  for (int64_t i = 0; i < size; i++) Simulator::Schedule(NanoSeconds(delay(numbers)), &visit, i % processes);
  Simulator::Run();
  report(events, start, checksum, Simulator::Now().GetNanoSeconds());
}

static std::vector<uint8_t> knows;
static size_t known;
static void push();

static void learn(int32_t node) {
  if (knows[node]) return;
  knows[node] = 1;
  if (++known == knows.size()) return Simulator::Stop();
  Simulator::Schedule(NanoSeconds(push_interval(numbers)), &push);
}

static void arrive(int32_t node) {
  executed++;
  checksum = checksum * 31 + node;
  learn(node);
}

static void push() {
  executed++;
  int64_t arrival = latency(numbers);
  Simulator::Schedule(NanoSeconds(arrival), &arrive, numbers.below(knows.size()));
  Simulator::Schedule(NanoSeconds(push_interval(numbers)), &push);
}

static void rumor(int32_t nodes, int rumors, const ObjectFactory& scheduler) {
  uint64_t events = 0;
  uint32_t checksums = 0;
  int64_t now = 0;
  for (int i = 0; i < rumors; i++) {
    if (i == 1) start = std::clock();
    Simulator::SetScheduler(scheduler);
    knows.assign(nodes, 0);
    known = 0;
    executed = 0;
    checksum = 0;
    learn(0);
    Simulator::Run();
    if (i > 0) {
      events += executed;
      checksums += checksum;
      now += Simulator::Now().GetNanoSeconds();
    }
    // The last node to learn draws here too, as everywhere else.
    push_interval(numbers);
    Simulator::Destroy();
  }
  report(events, start, checksums, now);
}

int main(int, char** arguments) {
  std::string workload = arguments[1];
  int64_t n = atoll(arguments[2]);
  int64_t count = atoll(arguments[3]);
  ObjectFactory scheduler;
  scheduler.SetTypeId("ns3::" + std::string(arguments[4]) + "Scheduler");
  Simulator::SetScheduler(scheduler);
  if (workload == "phold") hold(n, 16 * n, phold_delay, count);
  if (workload == "mixture") hold(n, n, mixture_delay, count);
  if (workload == "rumor") rumor(n, count, scheduler);
}
