/** Longer than any name of ours: ids of sources, destinations, alerts and deliveries stay far below it. */
export const MAX_SEGMENT = 512;

/** Whether a part of the path is longer than any id can be, so that it leads nowhere. */
export const isOverlong = (path: string): boolean =>
  path.length > MAX_SEGMENT && path.split('/').some((segment) => segment.length > MAX_SEGMENT);
