// What --check demands of gossipsim's events per second divided by a peer's, both the best of several runs in turn: about three quarters of what was
// measured. A third slower fails; a busy machine, which slows both, does not. Those to the naive heap vary more, since it depends on
// how much of it the caches hold at the moment: on PHOLD 4.0 to 5.2 were measured in one day where gossipsim / C++ was 1.0 to 1.1. That bound goes by the least.
export const bounds = {
  cpp: {
    "phold 1024": 0.85,
    "mixture 200000": 0.8,
    "rumor 10000": 0.52,
  },
  naive: {
    "phold 1024": 3.1,
    "mixture 200000": 3.8,
    "rumor 10000": 1.9,
  },
};
