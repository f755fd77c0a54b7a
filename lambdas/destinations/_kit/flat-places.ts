import type { Alert } from '../../domain/alert.ts';
import { defined } from '../../domain/values/json-fields.ts';

/** The places of an alert as single texts, for receivers that have a line or a field a place. */
export interface FlatPlaces {
  readonly kind: string;
  readonly method?: string;
  readonly url?: string;
  readonly host?: string;
  readonly cluster?: string;
  readonly namespace?: string;
  readonly workload?: string;
  readonly pod?: string;
  readonly container?: string;
  readonly image?: string;
  /** The file, cloud resource or repository that it is about. */
  readonly resource?: string;
  readonly ip?: string;
  readonly country?: string;
  readonly user?: string;
  /** The command line, path or name of the program that did it. */
  readonly process?: string;
}

const codeOf = (code: Alert['code']): string | undefined => {
  const text = [code?.repository, code?.path].filter((part) => part !== undefined).join(':');
  return text === '' ? undefined : text;
};

/** The thing that an alert is about, as one text. */
export const resourceOf = ({ file, cloud, code }: Alert): string | undefined =>
  file?.path ?? file?.name ?? cloud?.resource?.uid ?? cloud?.resource?.name ?? codeOf(code);

export const flatPlaces = (alert: Alert): FlatPlaces => {
  const { actor, target, container, kubernetes } = alert;
  const { kind, method, url } = target;
  const { cluster, namespace, workload, pod } = kubernetes ?? {};
  const process = actor.process?.commandLine ?? actor.process?.path ?? actor.process?.name;
  return defined({
    kind,
    method,
    url,
    host: target.host ?? target.domain ?? target.ip,
    cluster,
    namespace,
    workload,
    pod,
    container: container?.name ?? container?.id,
    image: container?.image,
    resource: resourceOf(alert),
    ip: actor.ip,
    country: actor.country,
    user: actor.user ?? actor.email,
    process,
  });
};
