import { UserError } from "../user-error.ts";

/** Where the server of a queue is, and how to be let in. */
export interface QueueAddress {
  readonly host: string;
  readonly port: number;
  readonly username: string | null;
  readonly password: string | null;
  /** Number of the database on the server. */
  readonly database: number;
  readonly tls: boolean;
  /** For people: the address without its password. */
  readonly shown: string;
}

/** What `--queue` says, or else the environment, where no list of processes shows a password; null when neither does. */
export function readQueueAddress(
  option: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): QueueAddress | null {
  if (option !== undefined) return parseQueueAddress(option, "--queue");
  const text = env[queueVariable];
  return text === undefined || text === "" ? null : parseQueueAddress(text, queueVariable);
}

export const queueVariable = "GOSSIPSIM_QUEUE";

/** `redis://user:password@host:6379/0`, of which only the host is needed; `rediss://` with TLS. `source` is where it stands, for errors. */
export function parseQueueAddress(text: string, source: string): QueueAddress {
  const [, protocol, user, word, host, port = "6379", database = "0"] = form.exec(text) ?? [];
  const username = decoded(user);
  const password = decoded(word);
  if (protocol === undefined || host === undefined || username === undefined || password === undefined) {
    throw misread(text, source);
  }
  if (Number(port) < 1 || Number(port) > 65_535) throw misread(text, source);
  const entry = `${user ?? ""}${word === undefined ? "" : ":***"}`;
  return {
    host: host.replace(/^\[|\]$/g, ""),
    port: Number(port),
    username,
    password,
    database: Number(database),
    tls: protocol === "rediss",
    shown: `${protocol}://${entry === "" ? "" : `${entry}@`}${host}:${port}${database === "0" ? "" : `/${database}`}`,
  };
}

/** What is special in a password is percent-encoded. An IPv6 address stands in brackets. */
const form =
  /^(rediss?):\/\/(?:([^:@/\s]*)(?::([^@/\s]*))?@)?([\w.-]+|\[[\da-f:.]+\])(?::(\d{1,5}))?(?:\/(\d{1,4})?)?$/i;

/** Null: not there, or empty; undefined: wrongly encoded. */
function decoded(part: string | undefined): string | null | undefined {
  try {
    return part === undefined || part === "" ? null : decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

function misread(text: string, source: string): UserError {
  // Whatever stands before an @ may be a password.
  const found = JSON.stringify(text.replace(/^(\w+:\/\/)?.*@/su, "$1***@"));
  return new UserError(
    `${source}: expected redis://host:6379 (with a password redis://user:password@host:6379, its special characters percent-encoded; with TLS rediss://…), found ${found}`,
  );
}
