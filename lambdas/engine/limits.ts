/**
 * The longest chain of requests: ask, reopen, reply, edit; or reply, edit, ask, close. None is begun that may not end in
 * time.
 */
export const LONGEST_CHAIN = 4;

/** A destination that was probed less often was not down for as long as the clock says: it was set ahead. */
export const LEAST_PROBES = 8;

/** After this time the one repeat that what is uncertain may have is the probe, when nothing else waits. */
export const UNCERTAIN_PROBE_MS = 15 * 60_000;
