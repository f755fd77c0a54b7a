import { drawMail } from '../_kit/draw-mail.ts';
import type { Service } from '../_kit/service.ts';
import { email, listenSmtp, MAIL } from './receiver.ts';

export const emailService = {
  title: 'Mail',
  prefix: '/email',
  create: ({ world }) => email(world),
  settings: (url) => ({
    type: 'email',
    url: url.replace(/^https?:/, 'smtp:'),
    user: MAIL.user,
    password: MAIL.password,
    from: MAIL.from,
    to: [...MAIL.to],
  }),
  draw: drawMail,
  listen: (receive) => listenSmtp(receive),
} as const satisfies Service;
