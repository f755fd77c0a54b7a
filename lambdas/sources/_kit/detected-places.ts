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

/** The address under which others see a machine is that of the machine where no other is known. */
function withOwnAddress(target: Target): Target {
  const { publicIp, ...others } = target;
  if (publicIp === undefined || (others.ip !== undefined && others.ip !== publicIp)) return target;
  return { ...others, ip: publicIp };
}

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
  places.target = withOwnAddress(withAddress(places.target));
  return places as Places;
}
