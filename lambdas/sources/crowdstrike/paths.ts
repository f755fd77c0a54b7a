// An alert of the Alerts API, an event of the event stream (`event`), or what a Fusion workflow sends (`data`, `meta`).
const places = ['', 'event.', 'data.', 'data.detections.', 'data.devices.', 'data.device.', 'behaviors.0.'] as const;

/** The paths under which some fields may stand, the first name first. */
export const at = (...names: readonly string[]): string[] =>
  names.flatMap((name) => places.map((place) => place + name));

/** The ids of what Falcon tracks: the same in every report about it. */
export const ids = at(
  'composite_id',
  'detection_id',
  'detect_id',
  'incident_id',
  'case_id',
  'indicator_id',
  'alert_id',
);
