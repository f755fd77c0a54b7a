/**
 * The fields of Splunk's Common Information Model 6.1 that an event of ours may fill, with the values that a model
 * expects (https://help.splunk.com/en/data-management/common-information-model/6.1/data-models/alerts and
 * …/intrusion-detection, …/vulnerabilities).
 */
interface Model {
  /** The tags by which the model finds an event. */
  readonly tags: readonly string[];
  readonly recommended: readonly string[];
  readonly fields: readonly string[];
  readonly expected: Readonly<Record<string, readonly string[]>>;
  /** Fields that are numbers; the others are texts, or lists of texts. */
  readonly numbers: readonly string[];
}

const severity = ['critical', 'high', 'medium', 'low', 'informational'];

export const models: Readonly<Record<string, Model>> = {
  Alerts: {
    tags: ['alert'],
    recommended: ['app', 'dest', 'severity', 'signature_id', 'src', 'type', 'user'],
    fields: [
      ...['description', 'dest_type', 'id', 'mitre_technique_id', 'severity_id', 'signature', 'src_type', 'user_name'],
      ...['vendor_account', 'vendor_region'],
    ],
    expected: { severity: [...severity, 'unknown'], type: ['alarm', 'alert', 'event', 'task', 'warning', 'unknown'] },
    numbers: [],
  },
  Intrusion_Detection: {
    tags: ['ids', 'attack'],
    recommended: [...['category', 'dest', 'dvc', 'ids_type', 'severity', 'signature', 'src', 'user', 'vendor_product']],
    fields: [
      ...['action', 'dest_ip', 'dest_port', 'dest_type', 'file_hash', 'file_name', 'file_path', 'severity_id'],
      ...['signature_id', 'src_ip', 'src_port', 'transport'],
    ],
    expected: {
      severity,
      action: ['allowed', 'blocked'],
      ids_type: ['network', 'host', 'application', 'wireless'],
    },
    numbers: ['dest_port', 'src_port'],
  },
  Vulnerabilities: {
    tags: ['vulnerability', 'report'],
    recommended: ['category', 'cve', 'dest', 'dvc', 'severity', 'signature', 'vendor_product'],
    fields: ['cvss', 'severity_id', 'signature_id', 'url', 'user'],
    expected: { severity },
    numbers: ['cvss'],
  },
};

type Event = Readonly<Record<string, unknown>>;

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
const isTexts = (value: unknown): boolean => isText(value) || (Array.isArray(value) && value.every(isText));

function fieldProblems(event: Event, name: string, { expected, numbers }: Model): string[] {
  const value = event[name];
  if (value === undefined) return [];
  const isRight = numbers.includes(name) ? typeof value === 'number' && Number.isFinite(value) : isTexts(value);
  const words = expected[name];
  return [
    ...(isRight ? [] : [`${name} may not be ${JSON.stringify(value)}`]),
    ...(words === undefined || words.includes(String(value)) ? [] : [`${name} may not be ${value}`]),
  ];
}

/** What is wrong in an event for a model that it is in. */
export function cimProblems(event: Event, model: Model): string[] {
  return [...model.recommended, ...model.fields].flatMap((name) => fieldProblems(event, name, model));
}
