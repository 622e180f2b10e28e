"""The same as ours.mjs on SimPy, with processes or with a callback for every event, which is faster.

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


class Callbacks:
    """A callback for every event."""

    @staticmethod
    def hold(env, processes, size, delay):
        counts = [0] * processes

        def schedule(target):
            env.timeout(delay(), target).callbacks.append(visit)

        def visit(event):
            counts[event.value] += 1
            schedule(int(random.random() * processes))

        for i in range(size):
            schedule(i % processes)

    @staticmethod
    def spread(env, nodes):
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


class Processes:
    """As most who use SimPy write it: whatever lasts is a process. Its beginning and its end, steps of SimPy's too, do not count."""

    @staticmethod
    def hold(env, processes, size, delay):
        counts = [0] * processes

        def job(target):
            while True:
                yield env.timeout(delay())
                counts[target] += 1
                target = int(random.random() * processes)

        for i in range(size):
            env.process(job(i % processes))
        for _ in range(size):
            env.step()

    @staticmethod
    def spread(env, nodes):
        knows = [False] * nodes
        known = 0
        executed = 0

        def learn(target):
            nonlocal known
            if knows[target]:
                return
            knows[target] = True
            known += 1
            env.process(node())

        def node():
            nonlocal executed
            while True:
                yield env.timeout(push_interval())
                executed += 1
                env.process(message(int(random.random() * nodes)))

        def message(target):
            nonlocal executed
            yield env.timeout(latency())
            executed += 1
            learn(target)

        learn(0)
        while known < nodes:
            env.step()
        return executed


def hold(style, processes, size, delay, warmup, events):
    env = simpy.Environment()
    style.hold(env, processes, size, delay)
    for _ in range(warmup):
        env.step()
    start = time.process_time()
    for _ in range(events):
        env.step()
    return events, time.process_time() - start


def rumor(style, nodes, rumors):
    start = time.process_time()
    events = sum(style.spread(simpy.Environment(), nodes) for _ in range(rumors))
    return events, time.process_time() - start


random.seed(1)
workload, size, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
style = {"callbacks": Callbacks, "processes": Processes}[sys.argv[4]]
if workload == "phold":
    events, seconds = hold(style, size, 16 * size, phold_delay, count // 4, count)
elif workload == "mixture":
    events, seconds = hold(style, size, size, mixture_delay, count // 4, count)
else:
    events, seconds = rumor(style, size, count)
print(json.dumps({"events": events, "seconds": seconds}))
