/** No id of a source, destination, alert or delivery is longer. */
export const MAX_SEGMENT = 512;

/** Whether a part of the path is longer than any id. */
export const isOverlong = (path: string): boolean =>
  path.length > MAX_SEGMENT && path.split('/').some((segment) => segment.length > MAX_SEGMENT);
