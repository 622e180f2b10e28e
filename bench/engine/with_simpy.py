"""The same as ours.mjs on SimPy, with a callback for every event, which is faster than a process.

The numbers are those of Python's own generator: the shared one would take longer in Python than SimPy itself.
"""

import json
import math
import random
import sys
import time

import simpy

SECOND = 1_000_000_000


def phold_delay():
    return int((0.1 + random.expovariate(1 / 0.9)) * SECOND)


def mixture_delay():
    kind = random.random()
    if kind < 0.7:
        return int(min(max(random.lognormvariate(math.log(0.01), 1), 0.0005), 0.1) * SECOND)
    if kind < 0.95:
        return int((1 + 3.5 * random.random()) * SECOND)
    return 7200 * SECOND


def push_interval():
    return int((0.9 + 0.2 * random.random()) * SECOND)


def latency():
    return int(random.lognormvariate(math.log(0.02), 0.5) * SECOND)


def hold(processes, size, delay, warmup, events):
    env = simpy.Environment()
    counts = [0] * processes

    def schedule(target):
        env.timeout(delay(), target).callbacks.append(visit)

    def visit(event):
        counts[event.value] += 1
        schedule(int(random.random() * processes))

    for i in range(size):
        schedule(i % processes)
    for _ in range(warmup):
        env.step()
    start = time.process_time()
    for _ in range(events):
        env.step()
    return events, time.process_time() - start


def spread(nodes):
    env = simpy.Environment()
    knows = [False] * nodes
    known = 0
    executed = 0

    def learn(node):
        nonlocal known
        if knows[node]:
            return
        knows[node] = True
        known += 1
        env.timeout(push_interval()).callbacks.append(push)

    def push(_):
        env.timeout(latency(), int(random.random() * nodes)).callbacks.append(arrive)
        env.timeout(push_interval()).callbacks.append(push)

    def arrive(event):
        learn(event.value)

    learn(0)
    while known < nodes:
        env.step()
        executed += 1
    return executed


def rumor(nodes, rumors):
    start = time.process_time()
    events = sum(spread(nodes) for _ in range(rumors))
    return events, time.process_time() - start


random.seed(1)
workload, size, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
if workload == "phold":
    events, seconds = hold(size, 16 * size, phold_delay, count // 4, count)
elif workload == "mixture":
    events, seconds = hold(size, size, mixture_delay, count // 4, count)
else:
    events, seconds = rumor(size, count)
print(json.dumps({"events": events, "seconds": seconds}))
