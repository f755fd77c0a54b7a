import type { Config } from '../../lambdas/config/schema.ts';
import { hasPlaceholder } from '../../lambdas/config/secrets.ts';
import { splitCommon } from '../../lambdas/config/split-common.ts';
import type { Destination } from '../../lambdas/destinations/_kit/define-destination.ts';
import { choicesIn, settingsAt, targetOf } from '../../lambdas/destinations/_kit/targets/target.ts';
import { destinations } from '../../lambdas/destinations/index.ts';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { targetText } from '../../lambdas/domain/delivery-target.ts';
import { MessageSetting } from '../../lambdas/domain/message-setting.ts';
import { type Fields, isFields } from '../../lambdas/domain/values/json-fields.ts';
import { isTimeZone } from '../../lambdas/domain/values/time-zone.ts';
import type { Service } from '../sandbox/_kit/service.ts';
import { sandboxSecrets } from '../sandbox/_kit/settings.ts';
import { receiverNames, services } from '../sandbox/registry.ts';
import type { Hidden } from './redact.ts';

/** A destination that can be rendered for, and what must not be seen of it. */
export interface Target {
  readonly id: string;
  readonly type: string;
  readonly destination: Destination;
  /** Whole and valid; where the configuration has `${NAME}`, an invented value stands. No secret is ever looked up. */
  readonly settings: Fields;
  readonly hidden: readonly Hidden[];
  readonly service?: Service | undefined;
  readonly message?: MessageSetting | undefined;
  /** In which messages show times. */
  readonly timeZone?: string | undefined;
  /** Where in the destination the alert goes, when it chooses that. */
  readonly chosen?: string | undefined;
  /** The mock receiver's own settings, to draw with. */
  readonly mock?: Fields | undefined;
}

/** A destination as it is for one alert, which may choose where it goes. */
export interface Configured {
  readonly id: string;
  at(alert: Alert): Promise<Target | Unready>;
}

/** One that cannot be rendered for, and why. */
export interface Unready {
  readonly id: string;
  readonly problem: string;
}

const registry: Readonly<Record<string, Destination>> = destinations;

interface MockSettings {
  readonly name: string;
  readonly service: Service;
  readonly type: string;
  readonly settings: Fields;
}

/** The mock receivers' own settings; nothing listens there. */
const mocks = (): MockSettings[] =>
  receiverNames.map((name) => {
    const service: Service = services[name];
    const { type, ...settings } = service.settings(`https://${name}.example.test`, sandboxSecrets);
    return { name, service, type: String(type), settings };
  });

const texts = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
};

/** Of an address that is a credential, its host may be seen. */
const placeOf = (name: string, text: string): string => {
  const url = URL.parse(text);
  return url === null || url.host === '' ? `[${name}]` : `${url.protocol}//${url.host}/[${name}]`;
};

const secretTexts = ({ secrets }: Destination, settings: Fields): Hidden[] =>
  secrets.flatMap((name) => texts(settings[name]).map((text) => ({ text, shown: placeOf(name, text) })));

/** The mock receiver of the same type that is configured most alike: a Slack bot is no Slack webhook. */
function mockLike(type: string, settings: Fields, all: readonly MockSettings[]): MockSettings | undefined {
  const alike = ({ settings: own }: MockSettings) =>
    Object.keys(own).filter((key) => Object.hasOwn(settings, key)).length;
  return all.filter((each) => each.type === type).toSorted((a, b) => alike(b) - alike(a))[0];
}

const withoutPlaceholders = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replace(/\$\{(\w+)\}/g, '$1');
  if (Array.isArray(value)) return value.map(withoutPlaceholders);
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutPlaceholders(inner)]));
};

const isOpen = (value: unknown): boolean => texts(value).some(hasPlaceholder);

/** Every setting that waits for a secret, with an invented value instead; what is written stands where it is shown. */
function filled(settings: Fields, mock: Fields): { readonly settings: Fields; readonly hidden: readonly Hidden[] } {
  const open = Object.entries(settings).filter(([, value]) => isOpen(value));
  const invented = open.map(([key, value]) => [key, mock[key] ?? withoutPlaceholders(value)] as const);
  const hidden = invented.flatMap(([key, value]) => {
    const written = settings[key];
    return typeof value === 'string' && typeof written === 'string' ? [{ text: value, shown: written }] : [];
  });
  return { settings: { ...settings, ...Object.fromEntries(invented) }, hidden };
}

function readyOf(id: string, type: string, given: Fields, all: readonly MockSettings[]): Target | Unready {
  const { own: written, common } = splitCommon(given);
  const destination = registry[type];
  const mock = mockLike(type, written, all);
  if (destination === undefined) return { id, problem: `unknown destination type "${type}"` };
  const { settings, hidden } = filled(written, mock?.settings ?? {});
  const parsed = destination.settings.safeParse(settings);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path }) => path.join('.') || 'the settings together');
    return { id, problem: `cannot be shown without its secrets: ${[...new Set(wrong)].join(', ')}` };
  }
  return {
    id,
    type,
    destination,
    settings,
    hidden: [...hidden, ...secretTexts(destination, settings), ...secretTexts(destination, mock?.settings ?? {})],
    message: MessageSetting.safeParse(common.message).data,
    timeZone: isTimeZone(common.timeZone) ? common.timeZone : undefined,
    service: mock?.service,
    mock: mock?.settings,
  };
}

/** A destination with the settings that an alert chooses. */
const configured = (id: string, type: string, settings: Fields, all: readonly MockSettings[]): Configured => ({
  id,
  async at(alert) {
    const targets = registry[type]?.targets ?? {};
    const target = await targetOf(alert, settings, targets);
    const ready = readyOf(id, type, settingsAt(settings, targets, target), all);
    const isChosen = choicesIn(settings, targets).length > 0 && isReady(ready);
    return isChosen ? { ...ready, chosen: targetText(target) || 'default' } : ready;
  },
});

export const isReady = (target: Target | Unready): target is Target => 'destination' in target;

/** Every destination that is configured; without a configuration, every mock receiver there is. */
export function targetsOf(config: Pick<Config, 'destinations'> | undefined): readonly Configured[] {
  const all = mocks();
  if (config === undefined) return all.map(({ name, type, settings }) => configured(name, type, settings, all));
  return Object.entries(config.destinations).map(([id, { type, ...settings }]) => configured(id, type, settings, all));
}
