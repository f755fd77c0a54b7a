// The fields that hold times and links, the best first.

export const updates = ['updated_timestamp', 'modified_timestamp', 'last_updated_timestamp', 'last_behavior'];

export const times = [
  'timestamp',
  'observed_time',
  'context_timestamp',
  'start_time',
  'start',
  'created_timestamp',
  'created',
  'process_start_time',
  'incident_start_time',
  'start_time_epoch',
  'event_created_timestamp',
  'metadata.eventCreationTime',
  'meta.timestamp',
];

export const links = [
  ...['falcon_host_link', 'detections.url', 'url', 'link'],
  ...['source_event_url', 'meta.event_reference_url'],
];

export const firstTimes = [
  'first_behavior',
  'signal_start_timestamp',
  'incident_start_time',
  'start_time',
  'start',
  'created_timestamp',
  'created',
  'metadata.eventCreationTime',
];
export const lastTimes = ['last_behavior', 'signal_end_timestamp', 'incident_end_time', 'end_time', 'end'];
