/**
 * Virtual time: whole nanoseconds since the start of the run, kept in a double (exact for 104 days).
 * A `Duration` is the difference of two times.
 */
export type Time = number;
export type Duration = number;

export const nanosecond: Duration = 1;
export const microsecond: Duration = 1_000;
export const millisecond: Duration = 1_000_000;
export const second: Duration = 1_000_000_000;
export const minute: Duration = 60 * second;
export const hour: Duration = 60 * minute;
