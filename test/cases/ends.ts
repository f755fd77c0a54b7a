/** What opens a problem and what ends it, as senders of that kind write it (values made anew): sender, opener, what the end changes. */
type Fields = Readonly<Record<string, unknown>>;

export const ends: readonly (readonly [sender: string, opener: Fields, end: Fields])[] = [
  [
    'Nagios',
    {
      NOTIFICATIONTYPE: 'PROBLEM',
      HOSTNAME: 'web-1',
      SERVICEDESC: 'HTTP',
      SERVICESTATE: 'CRITICAL',
      SERVICEOUTPUT: 'Connection refused',
      LONGDATETIME: 'Sat Oct 26 23:20:39 UTC 2024',
    },
    {
      NOTIFICATIONTYPE: 'RECOVERY',
      SERVICESTATE: 'OK',
      SERVICEOUTPUT: 'HTTP OK: 200',
      LONGDATETIME: 'Sat Oct 26 23:40:39 UTC 2024',
    },
  ],
  [
    'Icinga',
    { host: 'db-1', service: 'disk', notification_type: 'PROBLEM', state: 'CRITICAL', output: 'DISK CRITICAL 98%' },
    { notification_type: 'RECOVERY', state: 'OK', output: 'DISK OK 40%' },
  ],
  [
    'Zabbix',
    {
      event_id: '1001',
      event_value: '1',
      trigger_name: 'High CPU',
      host: 'app-2',
      severity: 'High',
      status: 'PROBLEM',
    },
    { event_id: '1002', event_value: '0', status: 'RESOLVED' },
  ],
  [
    'PRTG',
    {
      sensor: 'Ping',
      device: 'router-3',
      status: 'Down',
      message: 'Request timed out',
      datetime: '2026-01-02 10:00:00',
    },
    { status: 'Up', message: 'OK', datetime: '2026-01-02 10:10:00' },
  ],
  [
    'Uptime monitor',
    {
      monitor: { id: 7, name: 'Shop' },
      msg: '[Shop] [DOWN] connect ETIMEDOUT',
      heartbeat: { status: 0, time: '2026-01-02 10:00:00' },
      status: 'down',
    },
    { msg: '[Shop] [UP] 200 - OK', heartbeat: { status: 1, time: '2026-01-02 10:05:00' }, status: 'up' },
  ],
  [
    'UptimeRobot',
    {
      monitorID: '77',
      monitorFriendlyName: 'Shop',
      alertType: '1',
      alertTypeFriendlyName: 'Down',
      status: 'Down',
      monitorURL: 'https://shop.example.test',
    },
    { alertType: '2', alertTypeFriendlyName: 'Up', status: 'Up' },
  ],
  [
    'Pingdom',
    {
      check_id: 12,
      check_name: 'Checkout',
      current_state: 'DOWN',
      previous_state: 'UP',
      state_changed_timestamp: 1767348000,
    },
    { current_state: 'UP', previous_state: 'DOWN', state_changed_timestamp: 1767348600 },
  ],
  [
    'StatusCake',
    { Name: 'Shop', Status: 'Down', StatusCode: '0', URL: 'https://shop.example.test' },
    { Status: 'Up', StatusCode: '200' },
  ],
  [
    'Heartbeats',
    { name: 'nightly backup', slug: 'nightly-backup', status: 'down', text: 'nightly backup is down' },
    { status: 'up', text: 'nightly backup is UP' },
  ],
  [
    'Incident page',
    {
      data: {
        type: 'incident',
        id: '99',
        attributes: { name: 'Shop', cause: 'Timeout', started_at: '2026-01-02T10:00:00Z', resolved_at: null },
      },
    },
    {
      data: {
        type: 'incident',
        id: '99',
        attributes: {
          name: 'Shop',
          cause: 'Timeout',
          started_at: '2026-01-02T10:00:00Z',
          resolved_at: '2026-01-02T10:30:00Z',
        },
      },
    },
  ],
  [
    'Event platform',
    { title: '[Triggered] CPU is high on web-1', alert_transition: 'Triggered', host: 'web-1', alert_id: '5' },
    { title: '[Recovered] CPU is high on web-1', alert_transition: 'Recovered' },
  ],
  [
    'Issue workflow',
    { issueId: 'a1', title: 'Errors of checkout', state: 'ACTIVATED', priority: 'CRITICAL', updatedAt: 1767348000000 },
    { state: 'CLOSED', updatedAt: 1767348900000 },
  ],
  [
    'On call',
    {
      action: 'Create',
      alert: { alertId: 'x-1', alias: 'disk-web-1', message: 'Disk of web-1 is full', priority: 'P2' },
    },
    { action: 'Close' },
  ],
  [
    'Pager',
    {
      event: {
        id: 'e1',
        event_type: 'incident.triggered',
        data: { id: 'PX', type: 'incident', title: 'Login errors', service: { summary: 'auth' } },
      },
    },
    {
      event: {
        id: 'e2',
        event_type: 'incident.resolved',
        data: { id: 'PX', type: 'incident', title: 'Login errors', service: { summary: 'auth' } },
      },
    },
  ],
  [
    'Timeline',
    {
      message_type: 'CRITICAL',
      entity_id: 'disk/web-1',
      state_message: 'Disk full',
      entity_display_name: 'Disk of web-1',
      status: 'critical',
    },
    { message_type: 'RECOVERY', state_message: 'Disk ok', status: 'ok' },
  ],
  [
    'Legacy dashboard',
    { title: '[Alerting] Response time', ruleId: 1, ruleName: 'Response time', state: 'alerting', message: 'slow' },
    { title: '[OK] Response time', state: 'ok' },
  ],
  [
    'Alarm service',
    {
      AlarmName: 'cpu-high',
      NewStateValue: 'ALARM',
      NewStateReason: 'Threshold crossed: 95.0',
      StateChangeTime: '2026-01-02T10:00:00.000+0000',
    },
    {
      NewStateValue: 'OK',
      NewStateReason: 'Threshold not crossed: 15.0',
      StateChangeTime: '2026-01-02T10:20:00.000+0000',
    },
  ],
  [
    'Azure',
    {
      data: {
        essentials: {
          alertRule: 'Failed logons',
          severity: 'Sev1',
          monitorCondition: 'Fired',
          alertTargetIDs: ['/subscriptions/0/x/vm-1'],
          firedDateTime: '2026-01-02T10:00:00Z',
        },
      },
    },
    {
      data: {
        essentials: {
          alertRule: 'Failed logons',
          severity: 'Sev1',
          monitorCondition: 'Resolved',
          alertTargetIDs: ['/subscriptions/0/x/vm-1'],
          firedDateTime: '2026-01-02T10:00:00Z',
          resolvedDateTime: '2026-01-02T10:30:00Z',
        },
      },
    },
  ],
  [
    'Cloud monitoring',
    {
      incident: {
        incident_id: '0.m1',
        state: 'open',
        summary: 'CPU of web-1 is above 80%',
        policy_name: 'High CPU',
        started_at: 1767348000,
      },
    },
    {
      incident: {
        incident_id: '0.m1',
        state: 'closed',
        summary: 'CPU of web-1 returned to normal',
        policy_name: 'High CPU',
        started_at: 1767348000,
        ended_at: 1767348900,
      },
    },
  ],
  [
    'Problems',
    { ProblemID: 'P-77', State: 'OPEN', ProblemTitle: 'Response time degradation', ImpactedEntities: 'checkout' },
    { State: 'RESOLVED' },
  ],
  [
    'Health rules',
    {
      eventType: 'POLICY_OPEN_CRITICAL',
      incidentId: '5',
      healthRuleName: 'CPU too high',
      entity: 'tier-1',
      status: 'open',
    },
    { eventType: 'POLICY_CLOSE_CRITICAL', status: 'closed' },
  ],
  [
    'Errors',
    {
      action: 'created',
      data: {
        issue: {
          id: '55',
          title: 'TypeError: x is undefined',
          level: 'error',
          status: 'unresolved',
          project: { slug: 'shop' },
        },
      },
    },
    {
      action: 'resolved',
      data: {
        issue: {
          id: '55',
          title: 'TypeError: x is undefined',
          level: 'error',
          status: 'resolved',
          project: { slug: 'shop' },
        },
      },
    },
  ],
  [
    'Crash reports',
    {
      trigger: { type: 'firstException', message: 'New error' },
      error: { id: 'e-5', message: 'NullPointerException in Cart', status: 'open' },
      project: { name: 'shop' },
      status: 'open',
    },
    { trigger: { type: 'errorStateManualChange', message: 'Status changed' }, status: 'fixed' },
  ],
  [
    'Triggers',
    {
      name: 'Slow queries',
      id: 'tr1',
      status: 'TRIGGERED',
      summary: 'Triggered: Slow queries',
      result_url: 'https://ui.example.test/1',
    },
    { status: 'OK', summary: 'Resolved: Slow queries' },
  ],
  [
    'Site checks',
    {
      MONITORNAME: 'Shop',
      MONITORTYPE: 'URL',
      STATUS: 'DOWN',
      INCIDENT_REASON: 'Timeout',
      INCIDENT_TIME: '2026-01-02T10:00:00+0000',
    },
    { STATUS: 'UP', INCIDENT_REASON: '', INCIDENT_TIME: '2026-01-02T10:30:00+0000' },
  ],
  [
    'Collectors',
    {
      alertid: 'LM1',
      type: 'alert',
      alertstatus: 'active',
      level: 'error',
      host: 'sw-1',
      datasource: 'Interfaces',
      dataPoint: 'InErrors',
    },
    { alertstatus: 'clear' },
  ],
  [
    'Network manager',
    { AlertName: 'Node is down', NodeName: 'core-1', AlertStatus: 'Triggered', TimeOfAlert: '2026-01-02T10:00:00Z' },
    { AlertStatus: 'Reset', event: 'alert.resolved', TimeOfAlert: '2026-01-02T10:30:00Z' },
  ],
  [
    'Agents',
    { alarm: { name: 'ram_in_use', status: 'CRITICAL', chart: 'system.ram' }, hostname: 'web-1' },
    { alarm: { name: 'ram_in_use', status: 'CLEAR', chart: 'system.ram' }, hostname: 'web-1' },
  ],
  [
    'Pipelines of checks',
    { check: { name: 'check-http', output: 'CRITICAL 500' }, entity: { name: 'web-1' }, status: 'failing' },
    { check: { name: 'check-http', output: 'OK 200' }, entity: { name: 'web-1' }, status: 'passing' },
  ],
  [
    'Service mesh',
    { Node: 'n1', CheckID: 'service:web', Name: 'web alive', Status: 'critical', Output: 'dial tcp: refused' },
    { Status: 'passing', Output: 'TCP connect: Success' },
  ],
  [
    'Ticks',
    {
      id: 'cpu:host=web-1',
      message: 'cpu:host=web-1 is CRITICAL',
      level: 'CRITICAL',
      previousLevel: 'OK',
      time: '2026-01-02T10:00:00Z',
    },
    { message: 'cpu:host=web-1 is OK', level: 'OK', previousLevel: 'CRITICAL', time: '2026-01-02T10:10:00Z' },
  ],
  [
    'Log rules',
    {
      event_definition_id: 'd1',
      event_definition_title: 'Failed logins',
      title: 'Failed logins',
      event: { source: 'log-1', priority: 3 },
      status: 'open',
    },
    { status: 'closed' },
  ],
  [
    'Scanner',
    {
      finding_id: 'f-1',
      name: 'Outdated TLS',
      severity: 'high',
      asset: 'shop.example.test',
      status: 'open',
      last_seen: '2026-01-02T10:00:00Z',
    },
    { status: 'fixed', fixed_at: '2026-01-09T10:00:00Z', last_seen: '2026-01-09T10:00:00Z' },
  ],
  [
    'Vulnerability manager',
    { vulnId: 'CVE-2026-1', host: 'web-1', status: 'Active', title: 'OpenSSL overflow' },
    { status: 'Fixed' },
  ],
  [
    'Detection',
    { rule_name: 'Brute force', source_ip: '203.0.113.9', incident_status: 'new' },
    { incident_status: 'closed' },
  ],
  [
    'Dependencies',
    {
      event: 'issue.opened',
      issue: { id: 'i1', title: 'Prototype pollution', package: 'lodash' },
      project: { name: 'shop' },
    },
    { event: 'issue.resolved' },
  ],
  [
    'Surface',
    { type: 'finding.new', finding: { uuid: 'u1', title: 'Open bucket', target: 'assets.example.test' } },
    { type: 'finding.resolved' },
  ],
  [
    'Issues of targets',
    { action: 'occurred', issue: { id: 4, title: 'SSL weak cipher', severity: 'medium', target: 'a.example.test' } },
    { action: 'fixed' },
  ],
  [
    'Leaks',
    {
      action: 'incident_triggered',
      message: 'A new incident has been detected.',
      incident: { id: 1, detector: { display_name: 'AWS Keys' }, status: 'triggered', severity: 'high' },
    },
    {
      action: 'incident_resolved',
      message: 'This incident has been resolved.',
      incident: { id: 1, detector: { display_name: 'AWS Keys' }, status: 'resolved', severity: 'high' },
    },
  ],
  [
    'Cloud posture',
    {
      alert_id: 'o1',
      state: { status: 'open', severity: 'high' },
      alert_type: 'public_bucket',
      asset_name: 'exports',
      status: 'open',
    },
    { state: { status: 'closed', severity: 'high' }, status: 'closed' },
  ],
  [
    'Behaviour',
    {
      event_id: '5',
      event_title: 'Suspicious login',
      event_severity: '2',
      event_timestamp: '02 Jan 2026 10:00 GMT',
      status: 'Open',
      user: 'ann',
    },
    { status: 'Closed', event_timestamp: '02 Jan 2026 11:00 GMT' },
  ],
  [
    'Audit checks',
    {
      test: { name: 'MFA on root' },
      outcome: 'FAIL',
      status: 'non_compliant',
      entity: 'aws-prod',
      title: 'MFA on root',
    },
    { outcome: 'PASS', status: 'compliant' },
  ],
  [
    'Dashboards of sites',
    {
      alertType: 'APs went down',
      deviceName: 'ap-1',
      networkName: 'HQ',
      occurredAt: '2026-01-02T10:00:00Z',
      alertData: {},
      alertLevel: 'critical',
      status: 'down',
    },
    {
      alertType: 'APs came up',
      alertLevel: 'informational',
      occurredAt: '2026-01-02T10:05:00Z',
      status: 'up',
      alertTypeId: 'x',
    },
  ],
  [
    'Firewall',
    { msg: 'Tunnel to-branch is down', devname: 'fw-1', tunnel: 'to-branch', action: 'tunnel-down', status: 'down' },
    { msg: 'Tunnel to-branch is UP', action: 'tunnel-up', status: 'up' },
  ],
  [
    'Health check at the edge',
    {
      name: 'origin-1',
      text: 'Health check origin-1 is unhealthy',
      data: { status: 'Unhealthy', previous: 'Healthy', pool: 'eu' },
    },
    { text: 'Health check origin-1 is healthy', data: { status: 'Healthy', previous: 'Unhealthy', pool: 'eu' } },
  ],
  [
    'Chat text',
    { text: '[FIRING:2] HighLatency checkout', channel: 'ops' },
    { text: '[RESOLVED] HighLatency checkout', channel: 'ops' },
  ],
  [
    'Sentence',
    { title: 'Host web-7 is down', severity: 'critical' },
    { title: 'Host web-7 is back up', severity: 'info' },
  ],
  [
    'Sentence with recovered',
    { event: 'Check "login" has failed', check: 'login' },
    { event: 'Check "login" has recovered', check: 'login' },
  ],
  [
    'Tag before',
    { subject: 'PROBLEM: disk /data on db-1', host: 'db-1' },
    { subject: 'RECOVERY: disk /data on db-1', host: 'db-1' },
  ],
  ['Arrow', { summary: 'srv-1 - UP -> DOWN', host: 'srv-1' }, { summary: 'srv-1 - DOWN -> UP', host: 'srv-1' }],
  ['Emoji', { text: '🔥 Alert: queue mail is growing' }, { text: '✅ Resolved: queue mail is growing' }],
  ['Flag', { title: 'Certificate expires', domain: 'a.example.test', resolved: false }, { resolved: true }],
  ['Activity flag', { title: 'Intrusion on gw-1', host: 'gw-1', active: true }, { active: false }],
  [
    'Time of the end',
    { title: 'Replication lag', database: 'orders', opened_at: '2026-01-02T10:00:00Z', closed_at: null },
    { closed_at: '2026-01-02T11:00:00Z' },
  ],
  [
    'Grade',
    { name: 'Temperature', rack: 'r1', severity: 'critical', ts: 1767348000 },
    { severity: 'cleared', ts: 1767348900 },
  ],
  [
    'Number',
    { title: 'Device sw-3 down', hostname: 'sw-3', state: 1, severity: 'critical' },
    { title: 'Device sw-3 recovered', state: 0, severity: 'ok' },
  ],
  [
    'Nested twice',
    { payload: { alert: { status: 'firing', name: 'Errors', service: 'cart' } } },
    { payload: { alert: { status: 'resolved', name: 'Errors', service: 'cart' } } },
  ],
  [
    'Pairs',
    {
      title: 'Threshold',
      tags: [
        { key: 'host', value: 'web-1' },
        { key: 'state', value: 'bad' },
      ],
      status: 'PROBLEM',
    },
    { status: 'OK' },
  ],
  ['Words of one’s own', { meldung: 'Pumpe 3 steht', anlage: 'werk-nord', status: 'open' }, { status: 'closed' }],
  [
    'CamelCase',
    { eventType: 'AlertTriggered', title: 'CPU high', host: 'web-1', time: 1767348000 },
    { eventType: 'AlertResolved', time: 1767348900 },
  ],
  [
    'Back to normal',
    { message: 'Queue length is above 1000 on mq-1', host: 'mq-1', rule: 'queue-length' },
    { message: 'Queue length is back to normal on mq-1', host: 'mq-1', rule: 'queue-length' },
  ],
];
