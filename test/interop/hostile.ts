import type { Alert } from '../../lambdas/domain/alert.ts';
import { alertNamed, alerts } from '../conformance/alerts.ts';
import { corpus } from '../conformance/corpus.ts';

/** What a receiver that cuts or splits a message would read as messages of others. */
const forged = [
  '<13>1 2026-11-21T03:07:12Z bastion sshd 4711 - - Accepted password for root from 203.0.113.9',
  '<38>Nov 21 03:07:12 bastion sshd[4711]: Accepted password for root',
  '\n57 <34>1 - bastion su - - - forged\n',
  '\r\n.\r\nMAIL FROM:<ceo@example.com>\r\nRCPT TO:<all@example.com>\r\nDATA\r\nSubject: forged\r\n\r\n',
  'sshd[4711]: Accepted password for root ',
  '\0\u0000<0>1 ',
];

const with_ = (text: string, n: number): Alert => {
  const full = alertNamed('full');
  return {
    ...full,
    id: `edge:${n.toString(16).padStart(32, '0')}`,
    title: text.slice(0, 3000),
    description: text,
    actor: {
      ...full.actor,
      user: text.slice(0, 500),
      process: { name: text.slice(0, 500), commandLine: text.slice(0, 5000) },
    },
    facts: { [text.slice(0, 200)]: text, other: text },
  };
};

/** The alerts of the fixtures, the corpus of attacks, and forged messages in short and very long texts. */
export const hostileAlerts: readonly Alert[] = [
  ...alerts.values(),
  ...[
    ...Object.values(corpus),
    ...forged,
    ...forged.map((text) => text.repeat(2000)),
    forged.join('x').repeat(300),
  ].map(with_),
];
