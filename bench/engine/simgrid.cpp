// PHOLD and the mixture on the timers of SimGrid's kernel, its cheapest kind of event. Its times are seconds in a double. It has one engine to a
// process, so the rumor, which starts anew several times, is left out.
#include <simgrid/kernel/Timer.hpp>
#include <simgrid/s4u.hpp>

#include <cstdlib>
#include <string>
#include <vector>

#include "workloads.hpp"

using simgrid::kernel::timer::Timer;
using simgrid::s4u::Engine;
using Delay = int64_t (*)(Sfc32&);

static Sfc32 numbers(1);
static std::clock_t start;
static uint32_t checksum = 0;
static uint64_t executed = 0;
static Delay delay;
static std::vector<int32_t> counts;
static uint64_t warmup, events;

static void visit(int32_t target);

static void schedule(int32_t target) {
  Timer::set(Engine::get_clock() + delay(numbers) / second, [target] { visit(target); });
}

static void visit(int32_t target) {
  counts[target]++;
  checksum = checksum * 31 + target;
  schedule(numbers.below(counts.size()));
  executed++;
  if (executed == warmup) start = std::clock();
  if (executed == warmup + events) {
    report(events, start, checksum, Engine::get_clock() * second + 0.5);
    fflush(stdout);
    _Exit(0);
  }
}

int main(int count, char** arguments) {
  Engine engine(&count, arguments);
  std::string workload = arguments[1];
  int64_t n = atoll(arguments[2]);
  events = atoll(arguments[3]);
  int64_t size = workload == "phold" ? 16 * n : n;
  delay = workload == "phold" ? phold_delay : mixture_delay;
  warmup = warmup_of(size);
  counts.resize(n);
  auto* zone = simgrid::s4u::create_full_zone("zone");
  auto* host = zone->create_host("host", 1e9);
  zone->seal();
  // The engine runs as long as an actor lives.
  simgrid::s4u::Actor::create("sleeper", host, [] { simgrid::s4u::this_actor::sleep_for(1e9); });
  for (int64_t i = 0; i < size; i++) schedule(i % n);
  engine.run();
}
