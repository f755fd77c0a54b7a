import { defined } from '../../domain/values/json-fields.ts';
import { emitSystemAlert } from '../emit-system-alert.ts';
import type { Circuit } from '../ports/destinations.ts';
import { circuitClosedAlert, circuitOpenedAlert } from './circuit-alert.ts';
import { partsOfCircuit } from './circuit-name.ts';
import type { Ports } from './ports.ts';

/** Notifies those who get system alerts that a circuit breaker opened, and what the vendor said. */
export async function reportOpened(name: string, circuit: Circuit, ports: Ports): Promise<void> {
  const { destination } = partsOfCircuit(name);
  const connected = await ports.destination(destination);
  const giveUpAfterMs = typeof connected === 'string' ? undefined : connected.giveUpAfterMs;
  const options = defined({ giveUpAfterMs, response: circuit.response });
  const alert = circuitOpenedAlert(name, circuit, circuit.sinceMs, options);
  await emitSystemAlert(alert, { concerned: destination }, ports);
}

/** Notifies them that it closed. */
export async function reportClosed(name: string, circuit: Circuit, ports: Ports): Promise<void> {
  const { destination: concerned } = partsOfCircuit(name);
  await emitSystemAlert(circuitClosedAlert(name, circuit, ports.now()), { concerned }, ports);
}
