import type { Fields } from '../../../lambdas/domain/values/json-fields.ts';

const KEPT = 5000;

/** An issue as GitHub and GitLab keep it. */
export interface Ticket {
  readonly number: number;
  readonly createdAt: number;
  updatedAt: number;
  isOpen: boolean;
  readonly fields: Fields;
  readonly comments: string[];
}

/** The issues of one repository, the newest 5,000. */
export function ticketStore() {
  const tickets = new Map<number, Ticket>();
  let last = 0;
  return {
    create(fields: Fields, createdAt: number): Ticket {
      last += 1;
      const ticket = { number: last, createdAt, updatedAt: createdAt, isOpen: true, fields, comments: [] };
      tickets.set(last, ticket);
      tickets.delete(last - KEPT);
      return ticket;
    },
    find: (number: string): Ticket | undefined => tickets.get(Number(number)),
    newestFirst: (): Ticket[] => [...tickets.values()].toReversed(),
  };
}
export type TicketStore = ReturnType<typeof ticketStore>;
