/** Of alerts each field; of repositories, people and the like anything. */
const alert = [
  ...['number', 'id', 'node_id', 'state', 'url', 'html_url', 'created_at', 'updated_at', 'fixed_at', 'assignees'],
  ...[
    'dismissed_at',
    'dismissed_by',
    'dismissed_reason',
    'dismissed_comment',
    'auto_dismissed_at',
    'dismissal_approved_by',
  ],
  // Dependabot
  ...['dependency', 'security_advisory', 'security_vulnerability'],
  // Code scanning
  ...['rule', 'tool', 'most_recent_instance', 'instances', 'instances_url'],
  // Secret scanning
  ...['secret', 'secret_type', 'secret_type_display_name', 'provider', 'provider_slug', 'validity', 'publicly_leaked'],
  ...[
    'multi_repo',
    'is_base64_encoded',
    'has_more_locations',
    'first_location_detected',
    'locations_url',
    'closure_request_comment',
  ],
  ...['resolution', 'resolution_comment', 'resolved_at', 'resolved_by', 'assigned_to', 'metadata'],
  ...['push_protection_bypassed', 'push_protection_bypassed_at', 'push_protection_bypassed_by'],
  ...['push_protection_bypass_request_reviewer', 'push_protection_bypass_request_reviewer_comment'],
  ...['push_protection_bypass_request_comment', 'push_protection_bypass_request_html_url'],
  ...['closure_request_reviewer_comment', 'closure_request_reviewer', 'validity_checked_at'],
  // The vulnerability alerts of before
  ...[
    'affected_range',
    'affected_package_name',
    'external_reference',
    'external_identifier',
    'ghsa_id',
    'severity',
    'fixed_in',
  ],
  ...['fix_reason', 'dismisser', 'dismiss_reason', 'dismiss_comment', 'dismissed'],
].map((name) => `alert.${name}`);

const others = [
  'action',
  'ref',
  'commit_oid',
  'location',
  'repository_advisory',
  'security_advisory',
  'changes',
  'hook',
  'hook_id',
  'zen',
];
const around = ['repository', 'organization', 'enterprise', 'installation', 'sender', 'assignee'];

export const fields: readonly string[] = [...alert, ...others, ...around];
