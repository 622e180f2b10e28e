// What --check demands of gossipsim's events per second divided by a peer's, both the best of several runs in turn: about three quarters of what was
// measured. A third slower fails; a busy machine, which slows both, does not.
export const bounds = {
  cpp: {
    "phold 1024": 0.85,
    "mixture 200000": 0.8,
    "rumor 10000": 0.52,
  },
  naive: {
    "phold 1024": 4.2,
    "mixture 200000": 3.8,
    "rumor 10000": 1.9,
  },
};
