import { NOW } from './answered.js';
import { DAYS, type Recording } from './recording.js';
import type { Moment } from './questions.js';

/** Now and ten moments of the past. `end`: the last Consistency-Token. */
export const momentsOf = (recording: Recording, end: string): readonly Moment[] => {
  const [third, fifth, sixth] = [recording.middleOf(2), recording.middleOf(4), recording.middleOf(5)];
  const asOfToken = `asOf=${fifth.token}`;
  return [
    { name: NOW, query: '' },
    { name: 'as of the token at the end', query: `asOf=${end}` },
    { name: 'as of the token in the middle', query: asOfToken },
    { name: 'as of an instant', query: `asOf=${third.at}` },
    { name: 'as of a day', query: `asOf=${DAYS[5]}` },
    { name: 'known on a day', query: 'knownAt=2025-10-27' },
    { name: 'known at an instant', query: `knownAt=${sixth.at}` },
    { name: 'happened by the day of the new controls', query: 'happenedBy=2025-10-09' },
    { name: 'happened by the day of their suspension', query: 'happenedBy=2025-11-07' },
    { name: 'as of a day, known at an instant', query: `asOf=${DAYS[6]}&knownAt=${third.at}` },
    {
      name: 'as of the token, known on a day, happened by another',
      query: `${asOfToken}&knownAt=2026-01-08&happenedBy=2025-10-28`,
    },
  ];
};
