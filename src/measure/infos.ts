import type { Probe } from "../simulation/trace.ts";

/** Infos of some keys: how many were sent, the bytes of their entries, and how many were accepted from others. */
export function infosProbe(options: { hasKey: (key: string) => boolean }): Probe & {
  measurement(): { readonly bytes: number; readonly sent: number; readonly fresh: number };
} {
  const { hasKey } = options;
  let bytes = 0;
  let sent = 0;
  let fresh = 0;
  return {
    messageSent(_, __, { delta }) {
      for (const info of delta) {
        if (!hasKey(info.key)) continue;
        bytes += info.entryLength;
        sent++;
      }
    },
    stored(_, __, info) {
      if (info.peerId !== 0 && hasKey(info.key)) fresh++;
    },
    measurement: () => ({ bytes, sent, fresh }),
  };
}
