import type { GroupKey } from '../../domain/group.ts';
import { numberIn, type Row } from './columns.ts';
import type { Database } from './database.ts';

export const groupRow = ({ destination, name }: GroupKey, database: Database): Row | undefined =>
  database.sql('SELECT * FROM notification_group WHERE destination = ? AND name = ?').get(destination, name);

export function memberCount({ destination, name }: GroupKey, database: Database): number {
  const count = 'SELECT count(*) AS members FROM group_member WHERE destination = ? AND name = ?';
  return numberIn(database.sql(count).get(destination, name) ?? { members: 0 }, 'members');
}
