import { expect, test } from "vitest";
import { readLinkSpeed } from "../../src/scenario/link-speed.ts";

const nothing = { raw: undefined, speed: undefined, units: undefined, label: undefined };

test.each([
  [{ raw: "10000000000.0", speed: "10", units: "G", label: "10 Gbps" }, 10e9],
  [{ raw: "2.5e9" }, 2.5e9],
  [{ speed: "155", units: "M" }, 155e6],
  [{ speed: "<2.5", units: "G" }, 2.5e9],
  [{ speed: "64", units: "K" }, 64e3],
  [{ raw: "-1", label: "10 Gbps" }, 10e9],
  [{ raw: "fast", speed: "1", units: "G" }, 1e9],
  [{ raw: "0", speed: "", label: "1 Gbps" }, 1e9],
  [{ label: "10 Gbps" }, 10e9],
  [{ label: "< 2.5 Gbit/s" }, 2.5e9],
  [{ label: "155Mbps" }, 155e6],
  [{ label: "34 mbit/s leased" }, 34e6],
  [{ label: "9600 bps" }, 9600],
  [{ label: "2 x 10 Gbps" }, 20e9],
  [{ label: "4x10G" }, 40e9],
  [{ label: "Lit fibre, 10 Gigabit" }, 10e9],
  [{ label: "OC-3" }, 155.52e6],
  [{ label: "OC192c" }, 9953.28e6],
  [{ label: "STM-16" }, 2488.32e6],
  [{ label: "T1" }, 1.544e6],
  [{ label: "DS3" }, 44.736e6],
  [{ label: "E1" }, 2.048e6],
  [{ label: "E3" }, 34.368e6],
  [{ label: "GigE" }, 1e9],
  [{ label: "10GE" }, 10e9],
  [{ label: "10 Gigabit Ethernet" }, 10e9],
  [{ label: "Fast Ethernet" }, 100e6],
])("%j", (written, bitsPerSecond) => {
  expect(readLinkSpeed({ ...nothing, ...written })).toBeCloseTo(bitsPerSecond, 3);
});

test.each([
  {},
  { raw: "" },
  { raw: "NaN" },
  { raw: "1e400" },
  { raw: "1e30" },
  { raw: "-5" },
  { raw: "0.0" },
  { speed: "10" },
  { speed: "10", units: "parsecs" },
  { label: "Lit Fibre" },
  { label: "100 km" },
  { label: "Terrestrial" },
  { label: "5 Main Street" },
  { label: "OC-" },
  { label: "99999999999999999999 Gbps" },
])("%j is no speed", (written) => {
  expect(readLinkSpeed({ ...nothing, ...written })).toBeUndefined();
});
