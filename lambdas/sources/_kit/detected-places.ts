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

/** The typed places as a detection states them. */
export const placesIn = ({
  actor,
  target,
  connection,
  file,
  container,
  kubernetes,
  cloud,
  code,
  vulnerabilities,
  sensor,
}: Detection) => ({
  actor,
  target,
  connection,
  file,
  container,
  kubernetes,
  cloud,
  code,
  vulnerabilities,
  sensor,
});

/** The typed places of the alert that a detection becomes. */
export function placesOf(detection: Detection): Places {
  const places = placesIn(detection);
  places.actor ??= {};
  places.target = withAddress(places.target);
  return places as Places;
}
