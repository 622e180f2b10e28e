// workloads.mjs in C++: the same numbers in the same order.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <ctime>

class Sfc32 {
  uint32_t a = 0, b = 0, c, counter = 1;

 public:
  explicit Sfc32(uint32_t seed) : c(seed) {
    for (int i = 0; i < 12; i++) bits();
  }

  uint32_t bits() {
    uint32_t out = a + b + counter++;
    a = b ^ (b >> 9);
    b = c + (c << 3);
    c = ((c << 21) | (c >> 11)) + out;
    return out;
  }

  double uniform() { return bits() / 4294967296.0; }
  int32_t below(int32_t bound) { return static_cast<int32_t>(uniform() * bound); }
  double exponential(double mean) { return -mean * std::log(1 - uniform()); }

  double lognormal(double median, double sigma) {
    double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return median * std::exp(sigma * radius * std::cos(2 * M_PI * uniform()));
  }
};

const double second = 1e9;

inline int64_t phold_delay(Sfc32& random) { return static_cast<int64_t>((0.1 + random.exponential(0.9)) * second); }

inline int64_t mixture_delay(Sfc32& random) {
  double kind = random.uniform();
  if (kind < 0.7) return static_cast<int64_t>(std::fmin(std::fmax(random.lognormal(0.01, 1), 0.0005), 0.1) * second);
  if (kind < 0.95) return static_cast<int64_t>((1 + 3.5 * random.uniform()) * second);
  return static_cast<int64_t>(7200 * second);
}

inline int64_t push_interval(Sfc32& random) { return static_cast<int64_t>((0.9 + 0.2 * random.uniform()) * second); }
inline int64_t latency(Sfc32& random) { return static_cast<int64_t>(random.lognormal(0.02, 0.5) * second); }

inline uint64_t warmup_of(uint64_t size) { return std::max<uint64_t>(2 * size, 1000000); }

inline void report(uint64_t events, std::clock_t start, uint32_t checksum, int64_t now) {
  double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  std::printf("{\"events\":%llu,\"seconds\":%.6f,\"checksum\":%u,\"now\":%lld}\n", static_cast<unsigned long long>(events),
              seconds, checksum, static_cast<long long>(now));
}
