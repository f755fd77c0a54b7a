import { isIP } from 'node:net';
import type { Alert } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import type { Target } from '../../domain/places.ts';

/** The typed places of an alert. */
export type Places = Pick<Alert, 'actor' | 'target'> &
  Pick<Detection, 'connection' | 'file' | 'container' | 'kubernetes' | 'cloud' | 'code' | 'vulnerabilities' | 'sensor'>;

/** A host that is written as an address has that address. */
const withAddress = (target: Target): Target =>
  target.ip === undefined && isIP(target.host ?? '') !== 0 ? { ...target, ip: target.host } : target;

/** The typed places of a detection. */
export const placesOf = ({
  actor = {},
  target,
  connection,
  file,
  container,
  kubernetes,
  cloud,
  code,
  vulnerabilities,
  sensor,
}: Detection): Places => ({
  actor,
  target: withAddress(target),
  connection,
  file,
  container,
  kubernetes,
  cloud,
  code,
  vulnerabilities,
  sensor,
});
