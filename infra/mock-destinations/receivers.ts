import type { Fields } from '../../lambdas/domain/values/json-fields.ts';
import type { Service } from '../sandbox/_kit/service.ts';
import { sandboxSecrets } from '../sandbox/_kit/settings.ts';
import { receiverNames, services } from '../sandbox/registry.ts';

/** A mock receiver, and how a destination is configured for it. */
export interface MockReceiver {
  readonly service: Service;
  readonly type: string;
  readonly settings: Fields;
}

const allAt = (url: string): MockReceiver[] =>
  receiverNames.map((name) => {
    const service: Service = services[name];
    const { type, ...settings } = service.settings(url, sandboxSecrets);
    return { service, type: String(type), settings };
  });

/** The mock receivers of a type, the one first that is configured most alike: a Slack bot is no Slack webhook. */
export function receiversOf(type: string, own: Fields, url: string): readonly MockReceiver[] {
  const shared = ({ settings }: MockReceiver): number =>
    Object.keys(settings).filter((name) => Object.hasOwn(own, name)).length;
  const others = ({ settings }: MockReceiver): number => Object.keys(settings).length;
  return allAt(url)
    .filter((each) => each.type === type)
    .toSorted((a, b) => shared(b) - shared(a) || others(a) - others(b));
}
