import type { Request, Response } from "../gossip/messages.ts";
import type { Codec } from "../gossip/wire.ts";
import { framedSnappyLength } from "../network/snappy.ts";

/** Gives the length after compression of what travels on a stream: a message that is counted only is encoded for it, and for nothing else. */
export function snappyLengths(codec: Codec): (payload: unknown) => number {
  return (payload) => {
    const travelling = payload as Request | Response | { readonly bytes: Uint8Array };
    return framedSnappyLength("bytes" in travelling ? travelling.bytes : encoded(codec, travelling));
  };
}

function encoded(codec: Codec, message: Request | Response): Uint8Array {
  return "alternate" in message ? codec.encodeResponse(message) : codec.encodeRequest(message);
}
